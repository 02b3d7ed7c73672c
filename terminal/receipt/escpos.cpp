#include "terminal/receipt/escpos.h"

#include <algorithm>
#include <array>

#include "terminal/receipt/paper.h"
#include "terminal/receipt/raster.h"
#include "terminal/receipt/text_width.h"

namespace pareto::terminal::receipt {

namespace {

constexpr char kEsc = '\x1b';
constexpr char kGs = '\x1d';
constexpr char kDle = '\x10';
constexpr char kWindows1252 = 16;
constexpr std::size_t kBarcodeMax = 40;
constexpr std::size_t kQrMax = 512;

/// What Windows-1252 has between 0x80 and 0x9F; 0 = nothing.
constexpr std::array<char32_t, 32> kHigh{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

std::optional<char> code_of(char32_t letter) {
    const bool same = (letter >= 0x20 && letter < 0x7F) || (letter >= 0xA0 && letter <= 0xFF);
    if (same) return static_cast<char>(static_cast<unsigned char>(letter));
    const auto found = std::find(kHigh.begin(), kHigh.end(), letter);
    if (letter == 0 || found == kHigh.end()) return std::nullopt;
    return static_cast<char>(static_cast<unsigned char>(0x80 + (found - kHigh.begin())));
}

char low(std::size_t number) {
    return static_cast<char>(static_cast<unsigned char>(number & 0xFFU));
}

char high(std::size_t number) {
    return low(number >> 8U);
}

class Job {
public:
    explicit Job(PaperWidth paper) : small_{paper == PaperWidth::Mm58} {
        put({kEsc, '@', kEsc, 't', kWindows1252, kEsc, 'a', 0});
        put({kEsc, '3', static_cast<char>(small_ ? 24 : 30)});
        // The columns stand in the middle of what the paper can take: 576 dots, or 384.
        const std::size_t room = kColumns * (small_ ? 9U : 12U);
        const std::size_t margin = ((small_ ? 384U : 576U) - room) / 2;
        put({kGs, 'L', low(margin), high(margin), kGs, 'W', low(room), high(room)});
    }

    void line(std::string_view text, bool bold, bool tall) {
        const auto coded = in_code_page(text);
        if (!coded) return raster(text, bold, tall);
        const int mode = (small_ ? 0x01 : 0) | (bold ? 0x08 : 0) | (tall ? 0x10 : 0);
        put({kEsc, '!', static_cast<char>(mode)});
        bytes_.append(*coded).push_back('\n');
    }

    void barcode(std::string_view text) {
        std::string coded = "{B";
        for (const char c : text.substr(0, kBarcodeMax)) {
            if (c < ' ' || c > '~') return;
            coded.push_back(c);
            if (c == '{') coded.push_back(c);
        }
        // Centred, 64 dots high, two dots a module, without letters below.
        put({kEsc, 'a', 1, kGs, 'h', 64, kGs, 'w', static_cast<char>(small_ ? 1 : 2), kGs, 'H', 0});
        put({kGs, 'k', 73, low(coded.size())});
        bytes_.append(coded);
        put({kEsc, 'a', 0});
    }

    void qr_code(std::string_view text) {
        if (text.empty() || text.size() > kQrMax) return;
        put({kEsc, 'a', 1});
        code_function(65, {50, 0});                              // model 2
        code_function(67, {static_cast<char>(small_ ? 4 : 6)});  // dots a module
        code_function(69, {49});                                 // error correction M
        std::string stored{'\x30'};
        stored.append(text);
        code_function(80, stored);
        code_function(81, {48});
        put({kEsc, 'a', 0});
    }

    [[nodiscard]] Bytes end() {
        put({kGs, 'V', 66, 0});
        return std::move(bytes_);
    }

private:
    void put(std::initializer_list<char> bytes) { bytes_.append(bytes.begin(), bytes.size()); }

    void code_function(char number, std::string_view parameters) {
        put({kGs, '(', 'k', low(parameters.size() + 2), high(parameters.size() + 2), 49, number});
        bytes_.append(parameters);
    }

    void code_function(char number, std::initializer_list<char> parameters) {
        code_function(number, std::string_view{parameters.begin(), parameters.size()});
    }

    void raster(std::string_view text, bool bold, bool tall) {
        LineForm form;
        if (small_) form.cell_width = 9;
        form.columns = static_cast<int>(kColumns);
        form.bold = bold;
        form.tall = tall;
        const Dots dots = dots_of(text, form);
        const auto row_bytes = static_cast<std::size_t>((dots.width + 7) / 8);
        const auto rows = static_cast<std::size_t>(dots.height);
        put({kGs, 'v', '0', 0, low(row_bytes), high(row_bytes), low(rows), high(rows)});
        bytes_.append(dots.rows);
    }

    bool small_;
    Bytes bytes_;
};

}  // namespace

std::optional<Bytes> in_code_page(std::string_view utf8) {
    Bytes coded;
    while (!utf8.empty()) {
        const Character next = first_character(utf8);
        // A byte that is no UTF-8 is nobody's letter.
        const bool broken = next.bytes == 1 && next.value >= 0x80;
        const auto code = broken ? std::optional{'?'} : code_of(next.value);
        if (!code) return std::nullopt;
        coded.push_back(*code);
        utf8.remove_prefix(next.bytes);
    }
    return coded;
}

Bytes escpos_of(const ports::Slip& slip, PaperWidth paper) {
    using Kind = ports::Slip::Kind;
    Job job{paper};
    for (const auto& part : slip.parts) {
        switch (part.kind) {
            case Kind::Line:
                job.line(part.text, false, false);
                break;
            case Kind::Strong:
                job.line(part.text, true, false);
                break;
            case Kind::Tall:
                job.line(part.text, true, true);
                break;
            case Kind::Barcode:
                job.barcode(part.text);
                break;
            case Kind::QrCode:
                job.qr_code(part.text);
                break;
            case Kind::IfAgain:
                break;
        }
    }
    return job.end();
}

Bytes escpos_drawer() {
    // At once, pin 2, 200 ms; printers without that command pass it over. Then the common one.
    const std::initializer_list<char> bytes{
        kDle, '\x14', 1, 0, 2, kEsc, 'p', 0, 50, static_cast<char>(0xFA)};
    return Bytes{bytes.begin(), bytes.size()};
}

}  // namespace pareto::terminal::receipt
