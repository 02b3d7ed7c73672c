// spdlog is the sink; the line's JSON is written here.
#include "common/log/log.h"

#include <memory>
#include <utility>

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace pareto::log {

namespace {

// Lines that show on a disk soon enough after a crash, and cost no sync.
constexpr auto kFlushAt = spdlog::level::info;

std::shared_ptr<spdlog::logger>& sink() {
    static std::shared_ptr<spdlog::logger> logger;
    return logger;
}

void use(spdlog::sink_ptr target) {
    auto logger = std::make_shared<spdlog::logger>("pareto", std::move(target));
    logger->set_pattern(R"({"at":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v)",
                        spdlog::pattern_time_type::utc);
    logger->set_level(spdlog::level::info);
    logger->flush_on(kFlushAt);
    sink() = std::move(logger);
}

void append_text(std::string& out, std::string_view text) {
    static constexpr char kDigits[] = "0123456789abcdef";
    out.push_back('"');
    for (const char character : text) {
        const auto byte = static_cast<unsigned char>(character);
        if (character == '"' || character == '\\') {
            out.push_back('\\');
            out.push_back(character);
        } else if (byte < 0x20 || byte == 0x7F) {
            out.append("\\u00");
            out.push_back(kDigits[byte >> 4U]);
            out.push_back(kDigits[byte & 0xFU]);
        } else {
            out.push_back(character);
        }
    }
    out.push_back('"');
}

void write(spdlog::level::level_enum level, std::string_view event, Fields fields) {
    const auto& logger = sink();
    if (!logger || !logger->should_log(level)) return;
    logger->log(level, spdlog::string_view_t{format_line(event, fields).substr(1)});
}

}  // namespace

std::string format_line(std::string_view event, Fields fields) {
    std::string line = R"({"event":)";
    append_text(line, event);
    for (const auto& field : fields) {
        line.push_back(',');
        append_text(line, field.name);
        line.push_back(':');
        if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
            line.append(std::to_string(*number));
        } else if (const auto* truth = std::get_if<bool>(&field.value)) {
            line.append(*truth ? "true" : "false");
        } else {
            append_text(line, std::get<std::string>(field.value));
        }
    }
    line.push_back('}');
    return line;
}

Result<void> to_file(const std::string& path) {
    try {
        use(std::make_shared<spdlog::sinks::basic_file_sink_mt>(path));
        return {};
    } catch (const spdlog::spdlog_ex& refused) {
        return fault(FaultCode::Unavailable, refused.what());
    }
}

void to_stderr() {
    use(std::make_shared<spdlog::sinks::stderr_sink_mt>());
}

void show_debug() {
    if (sink()) sink()->set_level(spdlog::level::debug);
}

void error(std::string_view event, Fields fields) {
    write(spdlog::level::err, event, fields);
}

void warning(std::string_view event, Fields fields) {
    write(spdlog::level::warn, event, fields);
}

void info(std::string_view event, Fields fields) {
    write(spdlog::level::info, event, fields);
}

void debug(std::string_view event, Fields fields) {
    write(spdlog::level::debug, event, fields);
}

}  // namespace pareto::log
