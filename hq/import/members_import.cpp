// A members file: each row enrols a member, with what is known of the person beside the entry, and
// an opening balance. A card or member number that HQ has already is left as it is: what the
// members did since counts more than the file.
#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

#include "common/journal/entry.h"
#include "hq/app/personal.h"
#include "hq/database/local_journal.h"
#include "hq/database/setup.h"
#include "hq/database/writing.h"
#include "hq/import/branches.h"
#include "hq/import/cards.h"
#include "hq/import/importing.h"
#include "hq/import/run.h"

namespace pareto::hq::import {
namespace {

namespace member_field {
enum Index : std::size_t {
    Card,
    MemberNumber,
    Name,
    Phone,
    Email,
    Birthday,
    JoinedOn,
    HomeBranch,
    Tier,
    Points,
    PointsExpireOn,
    Consent,
};
}  // namespace member_field

constexpr std::array kMemberFields{
    FieldSpec{"card"},
    FieldSpec{"member_number"},
    FieldSpec{"name"},
    FieldSpec{"phone"},
    FieldSpec{"email"},
    FieldSpec{"birthday"},
    FieldSpec{"joined_on"},
    FieldSpec{"home_branch"},
    FieldSpec{"tier"},
    FieldSpec{"points", false, true},
    FieldSpec{"points_expire_on"},
    FieldSpec{"consent_marketing"},
};

constexpr std::size_t kMembersPerTransaction = 500;
constexpr std::size_t kMemberNumberMax = 64;
constexpr std::size_t kMemberTextMax = 256;
constexpr std::size_t kSaltBytes = 16;
constexpr std::string_view kMembersOperator = "import";

struct NewMember {
    std::string card, member_number, home_branch, tier;
    PersonalData personal;
    std::optional<BusinessDate> joined_on;
    std::int64_t points = 0;
    std::optional<BusinessDate> points_expire_on;
};

class MemberReading {
public:
    explicit MemberReading(const RowFile& rows) : rows_(rows) {
        if (rows.record().flaw)
            flaw_ = RowFlaw{rows.record().flaw->field, rows.record().flaw->reason};
    }

    [[nodiscard]] NewMember read() {
        NewMember member;
        member.card = text(member_field::Card, kMemberNumberMax);
        member.member_number = text(member_field::MemberNumber, kMemberNumberMax);
        member.home_branch = text(member_field::HomeBranch, kMemberNumberMax);
        member.tier = text(member_field::Tier, kMemberNumberMax);
        member.personal = PersonalData{text(member_field::Name, kMemberTextMax),
                                       text(member_field::Phone, kMemberNumberMax),
                                       text(member_field::Email, kMemberTextMax),
                                       text(member_field::Birthday, kMemberNumberMax),
                                       consent()};
        const std::string& email = member.personal.email;
        if (!email.empty() && email.find('@') == std::string::npos)
            flaw(member_field::Email, shown(email) + " is not an e-mail address");
        check_birthday();
        member.joined_on = date(member_field::JoinedOn);
        member.points_expire_on = date(member_field::PointsExpireOn);
        if (member.card.empty() && member.member_number.empty()) {
            flaw(rows_.columns().has(member_field::Card) ? member_field::Card
                                                         : member_field::MemberNumber,
                 "neither a card nor a member number");
        }
        read_points(member);
        return member;
    }

    [[nodiscard]] const std::optional<RowFlaw>& flaw() const { return flaw_; }

    void flaw(member_field::Index field, std::string reason) {
        if (!flaw_) flaw_ = RowFlaw{rows_.columns().column_of(field), std::move(reason)};
    }

private:
    std::string text(member_field::Index field, std::size_t bytes_max) {
        const std::string_view cell = rows_.columns().text(field, rows_.record());
        if (cell.size() > bytes_max)
            flaw(field, "longer than " + std::to_string(bytes_max) + " bytes");
        if (find_bad_byte(cell) != std::string_view::npos) return {};
        return std::string{cell};
    }

    std::optional<BusinessDate> date(member_field::Index field) {
        const std::string cell = text(field, kMemberNumberMax);
        if (cell.empty()) return std::nullopt;
        const auto value = parse_date(cell);
        if (!value) flaw(field, shown(cell) + " is not a date (YYYY-MM-DD)");
        return value;
    }

    // Business dates begin in 1970, birthdays do not; the calendar repeats itself after 400 years.
    void check_birthday() {
        const std::string cell = text(member_field::Birthday, kMemberNumberMax);
        std::string late = cell;
        if (cell.starts_with("18") || cell.starts_with("19"))
            late.replace(0, 2, cell[1] == '8' ? "22" : "23");
        if (!cell.empty() && !parse_date(late))
            flaw(member_field::Birthday, shown(cell) + " is not a date (YYYY-MM-DD)");
    }

    std::string consent() {
        const std::string cell = text(member_field::Consent, kMemberNumberMax);
        constexpr std::array<std::string_view, 6> kYes{"true", "yes", "1", "True", "TRUE", "y"};
        constexpr std::array<std::string_view, 6> kNo{"false", "no", "0", "False", "FALSE", "n"};
        if (cell.empty()) return {};
        if (std::find(kYes.begin(), kYes.end(), cell) != kYes.end()) return "true";
        if (std::find(kNo.begin(), kNo.end(), cell) != kNo.end()) return "false";
        flaw(member_field::Consent, shown(cell) + " is neither true nor false");
        return {};
    }

    void read_points(NewMember& member) {
        const auto value = rows_.columns().number(member_field::Points, rows_.record());
        if (!value) {
            if (!flaw_) flaw_ = value.error();
            return;
        }
        if (!*value) return;
        const auto points = rescale(**value, 0);
        if (!points || points->rounded || points->value < 0 || points->value > kMinorMax) {
            return flaw(member_field::Points, "points are whole numbers from 0 on");
        }
        member.points = points->value;
    }

    const RowFile& rows_;
    std::optional<RowFlaw> flaw_;
};

struct MemberCounts {
    std::int64_t rows = 0;
    std::int64_t enrolled = 0;
    std::int64_t known = 0;
    std::int64_t points = 0;
};

struct ReadMember {
    NewMember member;
    Reject reject;  ///< to be filled with a reason, should the books refuse it
};

class MembersImport {
public:
    MembersImport(ImportContext& context, const ImportFile& file, Zone company_zone)
        : context_(context),
          file_(file),
          zone_(company_zone),
          branches_(company_zone),
          cards_(context.card_key_secret) {}

    [[nodiscard]] Result<ImportSummary> run() {
        summary_.kind = "members";
        summary_.file = file_.shown;
        PARETO_TRY_VOID(
            context_.turns.take([this](pareto::database::Connection& connection) -> Result<void> {
                PARETO_TRY(rules_, hq::database::current_rules(connection));
                return branches_.load(connection);
            }));
        PARETO_TRY(auto source, open_file(file_.path));
        PARETO_TRY(RowFile rows,
                   RowFile::open(std::move(source), file_.shown, kMemberFields, file_.assignments));
        Rejects rejects = begin_rejects(context_, file_, rows.columns());
        PARETO_TRY_VOID(look_over_columns(file_, rows.columns(), kMemberFields, rejects, summary_));
        context_.progress.begin("importing " + file_.shown);
        while (true) {
            PARETO_TRY(const bool found, rows.next());
            if (!found) break;
            context_.progress.report(rows.source().taken(), rows.source().total(), ++counts_.rows);
            PARETO_TRY_VOID(take_row(rows, rejects));
            if (waiting_.size() == kMembersPerTransaction) PARETO_TRY_VOID(record(rejects));
        }
        PARETO_TRY_VOID(record(rejects));
        context_.progress.end();
        PARETO_TRY_VOID(end_rejects(rejects, summary_));
        summary_.lines.push_back({"rows", counts_.rows, ""});
        summary_.lines.push_back({"enrolled", counts_.enrolled, "members"});
        summary_.lines.push_back({"known before", counts_.known, "members, left as they are"});
        summary_.lines.push_back({"opening balances", counts_.points, "points"});
        summary_.lines.push_back({"rejected", summary_.rejected_rows, "rows"});
        if (!branches_.made().empty()) {
            summary_.notes.push_back("branches made from their codes: " +
                                     std::to_string(branches_.made().size()));
        }
        return std::move(summary_);
    }

private:
    [[nodiscard]] Result<void> take_row(const RowFile& rows, Rejects& rejects) {
        MemberReading reading(rows);
        NewMember member = reading.read();
        if (!reading.flaw() && !member.card.empty() && !seen_.insert("c" + member.card).second) {
            reading.flaw(member_field::Card, "this card stands in the file twice");
        }
        if (!reading.flaw() && !member.member_number.empty() &&
            !seen_.insert("n" + member.member_number).second) {
            reading.flaw(member_field::MemberNumber, "this member number stands in the file twice");
        }
        if (reading.flaw())
            return reject_row(rejects, rows, reading.flaw()->column, reading.flaw()->reason);
        waiting_.push_back(
            {std::move(member),
             Reject{rows.trace(),
                    rows.columns().name_of(rows.columns().column_of(member_field::MemberNumber)),
                    {},
                    row_text(rows.record().fields)}});
        return {};
    }

    [[nodiscard]] Result<void> record(Rejects& rejects) {
        if (waiting_.empty()) return {};
        MemberCounts counts;
        std::vector<Reject> refused;
        auto done =
            context_.turns.take([&](pareto::database::Connection& connection) -> Result<void> {
                counts = {};
                refused.clear();
                if (context_.dry_run) return append(connection, counts, refused);
                PARETO_TRY(auto transaction, hq::database::begin_writing(connection));
                PARETO_TRY_VOID(append(connection, counts, refused));
                return transaction.commit();
            });
        if (!done) {
            branches_.forget_made();
            return done;
        }
        branches_.keep_made();
        counts_.enrolled += counts.enrolled;
        counts_.known += counts.known;
        counts_.points += counts.points;
        waiting_.clear();
        for (const Reject& reject : refused)
            PARETO_TRY_VOID(rejects.add(reject));
        return {};
    }

    // Whether the member of this row is in the books; fills in a reason when only the number is,
    // with another card.
    [[nodiscard]] Result<bool> is_known(pareto::database::Connection& connection,
                                        const ReadMember& row,
                                        bool card_known,
                                        std::vector<Reject>& refused) const {
        if (card_known) return true;
        if (row.member.member_number.empty()) return false;
        PARETO_TRY(
            const auto rows,
            connection.execute(
                "select m.member_id, count(c.card_key) from member m left join card c "
                "on c.member_id = m.member_id where m.member_number = $1 group by m.member_id",
                {row.member.member_number}));
        if (rows.empty()) return false;
        if (row.member.card.empty()) return true;
        Reject reject = row.reject;
        reject.reason = "this member number is that of a member with another card";
        refused.push_back(std::move(reject));
        return true;
    }

    [[nodiscard]] Result<void> append(pareto::database::Connection& connection,
                                      MemberCounts& counts,
                                      std::vector<Reject>& refused) {
        std::vector<std::string> numbers;
        for (const ReadMember& row : waiting_) {
            if (!row.member.card.empty()) numbers.push_back(row.member.card);
        }
        PARETO_TRY_VOID(cards_.find_secure(connection, numbers));
        std::vector<Bytes> keys;
        for (const ReadMember& row : waiting_) {
            if (!row.member.card.empty()) keys.push_back(cards_.key_of(row.member.card));
        }
        PARETO_TRY(const std::vector<Bytes> unknown, cards_.unknown_of(connection, keys));
        const std::unordered_set<Bytes> to_enrol(unknown.begin(), unknown.end());
        std::vector<hq::database::LocalEntry> entries;
        std::vector<std::pair<std::size_t, const NewMember*>> with_points;
        for (const ReadMember& row : waiting_) {
            const bool card_known =
                !row.member.card.empty() && !to_enrol.contains(cards_.key_of(row.member.card));
            const std::size_t refused_before = refused.size();
            PARETO_TRY(const bool known, is_known(connection, row, card_known, refused));
            if (known) {
                counts.known += refused.size() == refused_before ? 1 : 0;
                continue;
            }
            ++counts.enrolled;
            counts.points += row.member.points;
            if (!row.member.home_branch.empty() && context_.dry_run)
                branches_.note_missing(row.member.home_branch);
            if (context_.dry_run) continue;
            PARETO_TRY(auto entry, entry_of(connection, row.member));
            if (row.member.points > 0) with_points.emplace_back(entries.size(), &row.member);
            entries.push_back(std::move(entry));
        }
        if (entries.empty()) return {};
        PARETO_TRY(const Registration registration, context_.turns.registration(connection));
        hq::database::LocalJournal journal(connection, context_.clock, registration, context_.slot);
        PARETO_TRY(const std::vector<EntryId> ids, journal.append_within(entries));
        std::vector<hq::database::LocalEntry> balances;
        balances.reserve(with_points.size());
        for (const auto& [position, member] : with_points)
            balances.push_back(balance_of(*member, MemberId{ids[position].value}));
        if (!balances.empty()) PARETO_TRY_VOID(journal.append_within(balances));
        return {};
    }

    [[nodiscard]] BusinessDate today() const {
        return zone_
            .moment_of(
                WrittenTime{context_.clock.now().time_since_epoch(), std::chrono::minutes{0}})
            .date;
    }

    [[nodiscard]] Result<hq::database::LocalEntry> entry_of(
        pareto::database::Connection& connection, const NewMember& member) {
        BranchId branch;
        if (!member.home_branch.empty()) {
            PARETO_TRY(branch, branches_.find_or_make(connection, member.home_branch));
        }
        const BusinessDate joined_on = member.joined_on.value_or(today());
        const auto noon =
            std::chrono::sys_days{joined_on}.time_since_epoch() + std::chrono::hours{12};
        const auto moment =
            branches_.zone_of(member.home_branch).moment_of(WrittenTime{noon, std::nullopt});
        hq::database::LocalEntry local;
        local.branch = branch;
        local.received_when_occurred = true;
        journal::MemberEnrolled enrolled{member.card.empty() ? Bytes{} : cards_.key_of(member.card),
                                         member.member_number,
                                         member.card,
                                         branch,
                                         member.tier,
                                         {}};
        Bytes personal = encode_personal(member.personal);
        if (!personal.empty()) {
            Bytes salt = context_.random.bytes(kSaltBytes);
            enrolled.personal = journal::sha256(salt + personal);
            local.personal = hq::database::LocalPersonal{std::move(salt), std::move(personal)};
        }
        local.entry = journal::Entry{
            moment.at, joined_on, std::string{kMembersOperator}, std::move(enrolled)};
        return local;
    }

    [[nodiscard]] hq::database::LocalEntry balance_of(const NewMember& member, MemberId id) const {
        const BusinessDate expires_on =
            member.points_expire_on.value_or(loyalty::lot_expiry(today(), rules_));
        hq::database::LocalEntry local;
        local.branch = branches_.find(member.home_branch);
        local.entry = journal::Entry{
            context_.clock.now(),
            today(),
            std::string{kMembersOperator},
            journal::PointsAdjusted{id, Points{member.points}, expires_on, "opening_balance"}};
        return local;
    }

    ImportContext& context_;
    const ImportFile& file_;
    Zone zone_;
    Branches branches_;
    Cards cards_;
    loyalty::RuleSet rules_;
    ImportSummary summary_;
    std::unordered_set<std::string> seen_;
    std::vector<ReadMember> waiting_;
    MemberCounts counts_;
};

}  // namespace

std::span<const FieldSpec> member_fields() {
    return kMemberFields;
}

Result<ImportSummary> import_members(ImportContext& context, const ImportFile& file) {
    const auto zone = Zone::find(context.time_zone);
    if (!zone)
        return fault(FaultCode::Corrupt,
                     "the company's time zone " + context.time_zone + " is not known here");
    return MembersImport{context, file, *zone}.run();
}

}  // namespace pareto::hq::import
