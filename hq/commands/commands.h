// The commands of pareto-hq as functions of their options. The command line is parsed in main.cpp;
// a serving process runs the same functions for callers that hand their arguments over.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/loyalty/card.h"
#include "hq/commands/campaign_options.h"
#include "hq/commands/points_options.h"
#include "hq/commands/question_options.h"
#include "hq/commands/reward_options.h"
#include "hq/commands/session.h"
#include "hq/commands/staff_line.h"
#include "hq/commands/upkeep_options.h"
#include "hq/commands/web_options.h"
#include "hq/import/columns.h"
#include "hq/reports/catalogue.h"
#include "hq/reports/render.h"

namespace pareto::hq::commands {

struct InitOptions {
    std::string company;
    Currency currency;
    std::string time_zone;
    std::string language = "en";
};

struct ImportOptions {
    struct File {
        std::string path;
        std::string shown;
    };

    std::optional<File> branches, items, members, sales;
    std::vector<import::Assignment> assignments;
    bool dry_run = false;
};

struct EnrolOptions {
    std::string branch;
    std::string terminal;
    bool must_exist = false;  ///< a replacement for a terminal that HQ knows
};

struct TerminalOptions {
    enum class What { List, Revoke, Approve, WriteOff };
    What what = What::List;
    std::string branch;
    std::string terminal;
    std::int64_t id = 0;      ///< instead of branch and code
    std::string by = {};      ///< WriteOff: who decides it
    std::string reason = {};  ///< WriteOff
};

struct CardOptions {
    enum class What { Issue, Block, Replace, List };
    What what = What::List;
    std::string member;  ///< Issue, List (empty = all): its number
    std::string card;    ///< its number, or # and the beginning of its key; Issue: empty = drawn
    std::optional<loyalty::CardFamily> family;  ///< Replace: none = as the card before
    std::string reason;                         ///< Block, Replace: a code
    reports::Format format = reports::Format::Table;
};

struct ReportOptions {
    const reports::ReportKind* kind = nullptr;
    reports::ReportRequest request;
    reports::Format format = reports::Format::Table;
    std::string output;  ///< a file; empty = standard output
};

struct RebuildOptions {};

struct VerifyOptions {};

using Options = std::variant<InitOptions,
                             ImportOptions,
                             EnrolOptions,
                             TerminalOptions,
                             CardOptions,
                             RulesOptions,
                             PointsJobOptions,
                             SuspenseOptions,
                             MemberOptions,
                             CampaignOptions,
                             VoucherOptions,
                             CouponOptions,
                             GiftOptions,
                             StoredValueOptions,
                             SegmentOptions,
                             SaleOptions,
                             UserOptions,
                             StaffOptions,
                             RebuildOptions,
                             ReportOptions,
                             VerifyOptions,
                             BackupOptions,
                             RestoreOptions,
                             ServeOptions>;

struct Command {
    Place place;
    Options options;
};

/// What the command line said: a command, or what to print and with which status to end.
struct Answered {
    int status = kDone;
    std::string out;
    std::string error;
};

/// Parses arguments; relative paths are of `folder`.
using Parse = std::function<Expected<Command, Answered>(const std::vector<std::string>& arguments,
                                                        const std::string& folder)>;

/// Those that may be handed over to a serving process, and their running.
[[nodiscard]] bool writes(const Options& options);
int run_writing(const Options& options, const WritingSession& session);

/// Runs any command: takes the folder's lock, hands over to whoever has it, or only reads.
int run(const Command& command,
        const std::vector<std::string>& arguments,
        const Surroundings& surroundings,
        const Parse& parse);

int init(const Place& place, const InitOptions& options, const Surroundings& surroundings);
int import_files(const ImportOptions& options, const WritingSession& session);
int enrol(const EnrolOptions& options, const WritingSession& session);
int manage_terminal(const TerminalOptions& options, const WritingSession& session);
int write_off_terminal(const TerminalOptions& options, const WritingSession& session);
int manage_card(const CardOptions& options, const WritingSession& session);
int report(const Place& place, const ReportOptions& options, const Surroundings& surroundings);
int verify(const Place& place, const Surroundings& surroundings);
int backup(const Place& place, const BackupOptions& options, const Surroundings& surroundings);
int restore(const Place& place, const RestoreOptions& options, const Surroundings& surroundings);
/// Until SIGTERM or SIGINT.
int serve(const Place& place,
          const ServeOptions& options,
          const Surroundings& surroundings,
          const Parse& parse);

}  // namespace pareto::hq::commands
