// Who runs a command: this process, or the one that serves.
#include <chrono>
#include <filesystem>
#include <thread>

#include "common/log/log.h"
#include "hq/commands/commands.h"

namespace pareto::hq::commands {
namespace {

template <typename... Cases>
struct Overload : Cases... {
    using Cases::operator()...;
};

template <typename... Cases>
Overload(Cases...) -> Overload<Cases...>;

constexpr std::chrono::milliseconds kLockPatience{10'000};
constexpr std::chrono::milliseconds kLockAgain{50};

int run_here(const Command& command, const Surroundings& surroundings) {
    auto folder = DataFolder::open(command.place.folder);
    if (!folder) return fail(surroundings, folder.error());
    auto connection = open_writer(command.place);
    if (!connection) return fail(surroundings, connection.error());
    OwnTurns turns(std::move(*connection), surroundings.clock);
    return run_writing(command.options, WritingSession{surroundings, *folder, turns});
}

// SQLite has one writer: whoever holds the lock writes, and if that is a serving process, it writes
// for us.
int run_with_lock(const Command& command,
                  const std::vector<std::string>& arguments,
                  const Surroundings& surroundings) {
    if (!is_initialised(command.place.folder)) {
        return fail(surroundings,
                    command.place.folder.string() + " is not initialised; run pareto-hq init");
    }
    const auto give_up = surroundings.clock.steady() + kLockPatience;
    const std::string lock_path = (command.place.folder / "hq.lock").string();
    while (true) {
        const auto lock = pareto::database::FileLock::acquire(lock_path);
        if (lock) return run_here(command, surroundings);
        if (lock.error().code != FaultCode::Denied) return fail(surroundings, lock.error());
        std::error_code ignored;
        const control::Call call{arguments,
                                 std::filesystem::current_path(ignored).string(),
                                 surroundings.output.error_is_terminal};
        const auto status =
            control::call((command.place.folder / "hq.sock").string(), call, surroundings.output);
        if (status) return *status;
        if (status.error().code != FaultCode::Unavailable)
            return fail(surroundings, status.error());
        if (surroundings.clock.steady() > give_up) {
            return fail(
                surroundings,
                command.place.folder.string() + " is in use by another pareto-hq; try again later");
        }
        std::this_thread::sleep_for(kLockAgain);
    }
}

}  // namespace

bool writes(const Options& options) {
    if (const auto* campaign = std::get_if<CampaignOptions>(&options)) return writes(*campaign);
    if (const auto* voucher = std::get_if<VoucherOptions>(&options)) return writes(*voucher);
    if (const auto* coupon = std::get_if<CouponOptions>(&options)) return writes(*coupon);
    if (const auto* gift = std::get_if<GiftOptions>(&options)) return writes(*gift);
    if (const auto* rules = std::get_if<RulesOptions>(&options)) return rules->set;
    if (const auto* member = std::get_if<MemberOptions>(&options)) return changes_books(*member);
    if (const auto* segment = std::get_if<SegmentOptions>(&options)) return changes_books(*segment);
    return std::holds_alternative<PointsJobOptions>(options) ||
           std::holds_alternative<SuspenseOptions>(options) ||
           std::holds_alternative<StoredValueOptions>(options) ||
           std::holds_alternative<ImportOptions>(options) ||
           std::holds_alternative<EnrolOptions>(options) ||
           std::holds_alternative<TerminalOptions>(options) ||
           std::holds_alternative<CardOptions>(options) ||
           std::holds_alternative<UserOptions>(options) ||
           std::holds_alternative<StaffOptions>(options) ||
           std::holds_alternative<RebuildOptions>(options);
}

int run_writing(const Options& options, const WritingSession& session) {
    if (const auto* import = std::get_if<ImportOptions>(&options))
        return import_files(*import, session);
    if (const auto* enrol_options = std::get_if<EnrolOptions>(&options))
        return enrol(*enrol_options, session);
    if (const auto* terminal = std::get_if<TerminalOptions>(&options))
        return manage_terminal(*terminal, session);
    if (const auto* card = std::get_if<CardOptions>(&options)) return manage_card(*card, session);
    if (const auto* user = std::get_if<UserOptions>(&options)) return manage_user(*user, session);
    if (const auto* staff = std::get_if<StaffOptions>(&options))
        return manage_staff(*staff, session);
    if (const auto* campaign = std::get_if<CampaignOptions>(&options))
        return change_campaign(*campaign, session);
    if (const auto* voucher = std::get_if<VoucherOptions>(&options))
        return change_vouchers(*voucher, session);
    if (const auto* coupon = std::get_if<CouponOptions>(&options))
        return change_coupons(*coupon, session);
    if (const auto* gift = std::get_if<GiftOptions>(&options)) return change_gifts(*gift, session);
    if (const auto* value = std::get_if<StoredValueOptions>(&options))
        return adjust_stored_value(*value, session);
    if (const auto* segment = std::get_if<SegmentOptions>(&options))
        return change_segment(*segment, session);
    if (std::holds_alternative<RebuildOptions>(options)) return rebuild_rollups(session);
    if (const auto* rules = std::get_if<RulesOptions>(&options)) return set_rules(*rules, session);
    if (const auto* job = std::get_if<PointsJobOptions>(&options))
        return run_points_job(*job, session);
    if (const auto* suspense = std::get_if<SuspenseOptions>(&options))
        return settle_suspense(*suspense, session);
    if (const auto* member = std::get_if<MemberOptions>(&options))
        return change_member(*member, session);
    return fail(session.surroundings, "this command does not run within a serving process");
}

int run(const Command& command,
        const std::vector<std::string>& arguments,
        const Surroundings& surroundings,
        const Parse& parse) {
    if (writes(command.options)) {
        return command.place.is_sqlite() ? run_with_lock(command, arguments, surroundings)
                                         : run_here(command, surroundings);
    }
    const Place& place = command.place;
    return std::visit(
        Overload{
            [&](const InitOptions& options) { return init(place, options, surroundings); },
            [&](const ReportOptions& options) { return report(place, options, surroundings); },
            [&](const RulesOptions& options) { return show_rules(place, options, surroundings); },
            [&](const MemberOptions& options) { return show_member(place, options, surroundings); },
            [&](const CampaignOptions& options) {
                return read_campaigns(
                    place, options, surroundings, [&](const auto& other, const auto& said) {
                        return run(Command{place, other}, said, surroundings, parse);
                    });
            },
            [&](const VoucherOptions& options) {
                return show_vouchers(place, options, surroundings);
            },
            [&](const CouponOptions& options) { return show_coupon(place, options, surroundings); },
            [&](const GiftOptions& options) { return show_gifts(place, options, surroundings); },
            [&](const SegmentOptions& options) {
                return show_segment(place, options, surroundings);
            },
            [&](const SaleOptions& options) { return explain(place, options, surroundings); },
            [&](const VerifyOptions&) { return verify(place, surroundings); },
            [&](const BackupOptions& options) { return backup(place, options, surroundings); },
            [&](const RestoreOptions& options) { return restore(place, options, surroundings); },
            [&](const ServeOptions& options) { return serve(place, options, surroundings, parse); },
            [&](const auto&) { return fail(surroundings, "this command cannot be run so"); },
        },
        command.options);
}

}  // namespace pareto::hq::commands
