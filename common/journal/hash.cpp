#include "common/base/check.h"
#include "common/journal/entry.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <memory>

namespace pareto::journal {
namespace {

struct ContextDeleter {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// Fetching the algorithm costs more than hashing a small entry, so each thread keeps one context.
EVP_MD_CTX* fresh_context() {
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    thread_local const std::unique_ptr<EVP_MD_CTX, ContextDeleter> context{EVP_MD_CTX_new()};
    PARETO_CHECK(algorithm != nullptr && context != nullptr);
    PARETO_CHECK(EVP_DigestInit_ex2(context.get(), algorithm, nullptr) == 1);
    return context.get();
}

Hash finish(EVP_MD_CTX* context) {
    std::array<unsigned char, 32> raw{};
    unsigned length = 0;
    PARETO_CHECK(EVP_DigestFinal_ex(context, raw.data(), &length) == 1 && length == raw.size());
    Hash hash;
    for (std::size_t i = 0; i < raw.size(); ++i) hash.bytes[i] = static_cast<char>(raw[i]);
    return hash;
}

}  // namespace

Hash sha256(BytesView bytes) {
    EVP_MD_CTX* const context = fresh_context();
    PARETO_CHECK(EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1);
    return finish(context);
}

Hash chain(const Hash& previous, BytesView bytes) {
    EVP_MD_CTX* const context = fresh_context();
    PARETO_CHECK(EVP_DigestUpdate(context, previous.bytes.data(), previous.bytes.size()) == 1);
    PARETO_CHECK(EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1);
    return finish(context);
}

Bytes card_key(BytesView key, std::string_view kind, BytesView value) {
    Bytes message{kind};
    message.push_back('\0');  // Keeps (kind, value) pairs apart.
    message += value;
    std::array<unsigned char, 32> raw{};
    std::size_t length = 0;
    const auto* const made = EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, key.data(), key.size(),
                                       reinterpret_cast<const unsigned char*>(message.data()), message.size(), raw.data(),
                                       raw.size(), &length);
    PARETO_CHECK(made != nullptr && length == raw.size());
    return Bytes{reinterpret_cast<const char*>(raw.data()), raw.size()};
}

}  // namespace pareto::journal
