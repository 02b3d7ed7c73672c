#include "hq/commands/web_errands.h"

#include "hq/commands/commands.h"

namespace pareto::hq::commands {
namespace {

using What = api::Errand::What;

Options options_of(const api::Errand& errand) {
    TerminalOptions terminal;
    terminal.id = errand.id;
    terminal.by = errand.by;
    terminal.reason = errand.reason;
    switch (errand.what) {
        case What::Enrol:
        case What::Replace:
            return EnrolOptions{errand.branch, errand.terminal, errand.what == What::Replace};
        case What::Revoke:
            terminal.what = TerminalOptions::What::Revoke;
            return terminal;
        case What::ApproveRenewal:
            terminal.what = TerminalOptions::What::Approve;
            return terminal;
        case What::WriteOff:
            terminal.what = TerminalOptions::What::WriteOff;
            return terminal;
        case What::Settle:
            return SuspenseOptions{
                errand.outcome, errand.entry, errand.reason, errand.by, errand.approved_by};
        case What::Backup:
            break;
    }
    return BackupOptions{errand.to};
}

std::string without_frame(std::string text) {
    constexpr std::string_view kProgram = "pareto-hq: ";
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    return text.starts_with(kProgram) ? text.substr(kProgram.size()) : text;
}

}  // namespace

std::filesystem::path backups_folder(const Place& place) {
    return place.folder / "backups";
}

api::Ran run_errand(const api::Errand& errand,
                    const Place& place,
                    const DataFolder& folder,
                    const Surroundings& surroundings,
                    import::Turns& turns) {
    std::string out;
    std::string error;
    const Surroundings heard{{[&](std::string_view text) { out += text; },
                              [&](std::string_view text) { error += text; },
                              false},
                             surroundings.clock,
                             surroundings.random};
    int status = kFailed;
    if (errand.what == What::Backup) {
        std::error_code failed;
        std::filesystem::create_directories(backups_folder(place), failed);
        std::filesystem::permissions(
            backups_folder(place), std::filesystem::perms::owner_all, failed);
        const BackupOptions options{(backups_folder(place) / errand.to).string()};
        status = backup(place, options, heard);
    } else {
        status = run_writing(options_of(errand), WritingSession{heard, folder, turns});
    }
    return {status == kDone, without_frame(status == kDone ? out : error)};
}

}  // namespace pareto::hq::commands
