// What HQ keeps outside its database: keys, certificates, the secret behind card keys, and its
// configuration.
//
//     DIR/hq.toml               configuration; its presence means that DIR is initialised
//     DIR/authority.pem, .key   the private authority that signs HQ and its terminals
//     DIR/server.pem, .key      what HQ shows to terminals
//     DIR/card_key.secret       k_uid
//     DIR/card_keys.secret      the master keys of cards that prove themselves (card_keys.h)
//     DIR/allowance.key         signs allowances (allowance_key.h)
//     DIR/web.secret            behind the passwords of the console's users (web_options.h)
//     DIR/web.pem, .key         the console's own certificate, where the company has one
//     DIR/hq.sqlite, hq.lock, hq.sock, rejects/
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "common/net/certificate.h"
#include "common/ports/clock.h"
#include "common/ports/random.h"

namespace pareto::hq::commands {

struct Configuration {
    std::string bind = "127.0.0.1";
    std::uint16_t sync_port = 7443;
    std::size_t connections = 4'096;
    std::string web_bind = "127.0.0.1";
    std::uint16_t web_port = 8443;
    bool web_port_is_default = true;  ///< nobody asked for this port
    std::vector<std::string> web_names;  ///< further names in the console's certificate
    int vip_percent = 20;
    int vip_window_days = 365;
};

class DataFolder {
public:
    /// Unavailable unless the folder is initialised. Corrupt for a configuration that cannot be
    /// read.
    [[nodiscard]] static Result<DataFolder> open(const std::filesystem::path& path);
    /// A new authority, server certificate and secret, in files that only their owner reads.
    /// Conflict when the folder is initialised already. The configuration is written by finish(),
    /// as the last thing.
    [[nodiscard]] static Result<DataFolder> create(const std::filesystem::path& path,
                                                   const std::string& company,
                                                   ports::Clock& clock,
                                                   ports::Random& random);
    [[nodiscard]] Result<void> finish() const;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    [[nodiscard]] std::string database_path() const { return (path_ / "hq.sqlite").string(); }

    [[nodiscard]] std::string lock_path() const { return (path_ / "hq.lock").string(); }

    [[nodiscard]] std::string socket_path() const { return (path_ / "hq.sock").string(); }

    [[nodiscard]] std::string rejects_path() const { return (path_ / "rejects").string(); }

    [[nodiscard]] const Configuration& configuration() const { return configuration_; }

    [[nodiscard]] const net::KeyAndCertificate& authority() const { return authority_; }

    [[nodiscard]] const net::KeyAndCertificate& server() const { return server_; }

    [[nodiscard]] const Bytes& card_key_secret() const { return card_key_secret_; }

    /// A new server certificate when the old one is in the last third of its life.
    [[nodiscard]] Result<void> renew_server_certificate(ports::Clock& clock);

private:
    std::filesystem::path path_;
    Configuration configuration_;
    net::KeyAndCertificate authority_;
    net::KeyAndCertificate server_;
    Bytes card_key_secret_;
};

/// A file that a backup holds besides the database.
struct KeptFile {
    std::string name;
    bool may_lack = false;  ///< a folder of an older version has none
};

[[nodiscard]] std::vector<KeptFile> kept_files();
[[nodiscard]] bool is_initialised(const std::filesystem::path& path);
/// Whether `now` is in the last third between the two.
[[nodiscard]] bool in_last_third(const net::Validity& validity, UtcTime now);
/// From yesterday on, so that a clock that is a little late does not refuse it.
[[nodiscard]] net::Validity valid_for(UtcTime now, std::chrono::days days);

}  // namespace pareto::hq::commands
