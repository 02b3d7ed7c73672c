#include "hq/database/fact_reader.h"

#include <algorithm>

#include "common/base/check.h"
#include "common/database/text.h"
#include "hq/app/mint_caps.h"
#include "hq/app/posting.h"
#include "hq/database/allowances.h"
#include "hq/database/rows.h"
#include "hq/database/select_in.h"
#include "hq/database/shared_accounts.h"
#include "hq/database/stored_value.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Row;

bool is_storable(const journal::Body& body) {
    using pareto::database::is_storable_text;
    if (const auto* const enrolled = std::get_if<journal::MemberEnrolled>(&body)) {
        return is_storable_text(enrolled->member_number) &&
               is_storable_text(enrolled->card_number) && is_storable_text(enrolled->tier);
    }
    if (const auto* const linked = std::get_if<journal::CardLinked>(&body))
        return is_storable_text(linked->card_number);
    if (const auto* const blocked = std::get_if<journal::CardBlocked>(&body))
        return is_storable_text(blocked->reason);
    if (const auto* const refused = std::get_if<journal::CardRefused>(&body))
        return is_storable_text(refused->reason);
    if (const auto* const claimed = std::get_if<journal::CouponRequested>(&body))
        return is_storable_text(claimed->code);
    if (const auto* const defined = std::get_if<journal::GiftDefined>(&body))
        return is_storable_text(defined->gift.code);
    if (const auto* const sale = std::get_if<sale::Sale>(&body)) {
        const auto& coupons = sale->campaigns.coupons;
        return std::all_of(coupons.begin(), coupons.end(), [](const auto& coupon) {
            return is_storable_text(coupon.code);
        });
    }
    return true;
}

bool has_sale(const TakenEntry& taken) {
    return taken.entry && std::holds_alternative<sale::Sale>(taken.entry->body);
}

}  // namespace

TakenEntry decode_taken(EntryId id, std::int32_t kind, BytesView bytes) {
    TakenEntry taken{.id = id, .journal = id.registration(), .kind = kind};
    auto decoded = journal::decode(bytes);
    if (!decoded || !is_storable(decoded->body)) return taken;
    if (const auto* const unknown = std::get_if<journal::Unknown>(&decoded->body)) {
        if (unknown->kind != 0) taken.kind = unknown->kind;
    } else {
        taken.kind = journal::kind_of(decoded->body);
    }
    taken.entry = std::move(*decoded);
    return taken;
}

Result<Books> FactReader::read(std::span<const TakenEntry> group,
                               const std::set<MemberId>& extra_lots) {
    books_.rules = preamble_.rules;
    books_.current_rules = preamble_.rules.rbegin()->first;
    books_.last_member_number = preamble_.last_member_number;
    books_.campaign_lists = preamble_.campaign_lists;
    books_.branch_codes = preamble_.branch_codes;
    for (const TakenEntry& taken : group) {
        books_.entries[taken.id.value] = &taken;
        entries_read_.insert(taken.id);
        if (has_sale(taken)) sales_read_.insert(SaleId{taken.id.value});
        if (taken.entry) gather(taken);
    }
    PARETO_TRY_VOID(read_waiting(group));
    PARETO_TRY_VOID(read_unknown_cards());
    PARETO_TRY_VOID(read_named());
    PARETO_TRY_VOID(read_own_waiting());
    PARETO_TRY_VOID(read_rewards(connection_, rewards_, books_));
    PARETO_TRY_VOID(read_gifts(connection_, gifts_, redemptions_, books_.gifts));
    link_entries();
    PARETO_TRY_VOID(read_cards_and_members());
    PARETO_TRY_VOID(read_returned_lines());
    PARETO_TRY_VOID(read_redemptions());
    PARETO_TRY_VOID(read_value_given(connection_, value_accounts_, books_));
    PARETO_TRY_VOID(read_stored_value(connection_, value_redemptions_, value_accounts_, books_));
    PARETO_TRY_VOID(read_offline());
    PARETO_TRY_VOID(read_accounts(group));
    lot_members_.insert(extra_lots.begin(), extra_lots.end());
    PARETO_TRY_VOID(read_lots(lot_members_));
    PARETO_TRY_VOID(read_own_facts(group));
    PARETO_TRY_VOID(read_minted(group));
    return std::move(books_);
}

void FactReader::gather(const TakenEntry& taken) {
    const journal::Body& body = taken.entry->body;
    rewards_.gather(taken);
    gifts_.gather(taken);
    if (const auto* const sold = std::get_if<sale::Sale>(&body)) {
        gather_sale(*sold);
    } else if (const auto* const voiding = std::get_if<sale::PostVoid>(&body)) {
        sales_.insert(voiding->sale);
        voided_.insert(voiding->sale);
    } else if (const auto* const enrolled = std::get_if<journal::MemberEnrolled>(&body)) {
        if (!enrolled->card_key.empty()) cards_.insert(enrolled->card_key);
        if (!enrolled->card_key.empty()) unknown_keys_.insert(enrolled->card_key);
        blockable_.insert(enrolled->card_key);
        unknown_keys_.insert(member_key(MemberId{taken.id.value}));
        if (!enrolled->member_number.empty()) member_numbers_.insert(enrolled->member_number);
        ++enrolments_;
    } else if (const auto* const linked = std::get_if<journal::CardLinked>(&body)) {
        cards_.insert(linked->card_key);
        unknown_keys_.insert(linked->card_key);
        blockable_.insert(linked->card_key);
        members_.insert(linked->member);
        lot_members_.insert(linked->member);
    } else if (const auto* const blocked = std::get_if<journal::CardBlocked>(&body)) {
        cards_.insert(blocked->card_key);
        blockable_.insert(blocked->card_key);
    } else if (const auto* const adjusted = std::get_if<journal::PointsAdjusted>(&body)) {
        members_.insert(adjusted->member);
        if (adjusted->points.value < 0) lot_members_.insert(adjusted->member);
    } else if (const auto* const reversed = std::get_if<journal::RedemptionReversed>(&body)) {
        redemptions_.insert(reversed->redemption);
        value_redemptions_.insert(reversed->redemption);
    } else {
        gather_offline(body);
        if (taken.local) gather_local(body);
    }
}

void FactReader::gather_offline(const journal::Body& body) {
    if (const auto* const requested = std::get_if<journal::RedemptionRequested>(&body)) {
        if (requested->means != loyalty::RedemptionMeans::Hq) members_.insert(requested->member);
        if (requested->allowance) allowances_.insert(requested->allowance);
    } else if (const auto* const granted = std::get_if<journal::AllowanceGranted>(&body)) {
        if (granted->allowance) allowances_.insert(granted->allowance);
        lot_members_.insert(granted->member);
    } else if (const auto* const received = std::get_if<journal::AllowanceReceived>(&body)) {
        const auto grant = journal::decode_grant(received->grant);
        if (!grant) return;
        allowances_.insert(grant->id);
        lot_members_.insert(grant->member);
    } else if (const auto* const closed = std::get_if<journal::AllowanceClosed>(&body)) {
        allowances_.insert(closed->allowance);
    } else if (const auto* const off = std::get_if<journal::AllowanceWrittenOff>(&body)) {
        allowances_.insert(off->allowance);
    }
}

/// What only HQ's own entries may do.
void FactReader::gather_local(const journal::Body& body) {
    std::set<MemberId> members;
    if (const auto* const expired = std::get_if<journal::PointsExpired>(&body)) {
        for (const journal::ExpiredLot& lot : expired->lots)
            members.insert(lot.member);
    } else if (const auto* const moved = std::get_if<journal::PointsTransferred>(&body)) {
        members = {moved->from, moved->to};
    } else if (const auto* const changed = std::get_if<journal::AccountChanged>(&body)) {
        members = {changed->member, changed->account};
    } else if (const auto* const past = std::get_if<journal::StoredValueExpired>(&body)) {
        for (const journal::ExpiredValue& value : past->accounts)
            note_value_account(value.account);
    } else if (const auto* const made = std::get_if<journal::StoredValueAdjusted>(&body)) {
        note_value_account(made->account);
    } else if (const auto* const settled = std::get_if<journal::SuspenseSettled>(&body)) {
        sales_.insert(SaleId{settled->entry.value});
        unknown_keys_.insert(withheld_key(SaleId{settled->entry.value}));
    }
    members.erase(MemberId{});
    members_.insert(members.begin(), members.end());
    lot_members_.insert(members.begin(), members.end());
}

void FactReader::note_value_account(const sale::ValueAccount& account) {
    if (account.member || !account.gift_card.empty()) value_accounts_.insert(value_key(account));
}

void FactReader::gather_sale(const sale::Sale& sale) {
    if (!sale.card_key.empty()) cards_.insert(sale.card_key);
    for (const sale::Line& line : sale.lines) {
        if (line.original) sales_.insert(line.original->sale);
    }
    for (const sale::Tender& tender : sale.tenders) {
        if (tender.redemption) redemptions_.insert(tender.redemption);
        if (tender.kind != sale::TenderKind::StoredValue) continue;
        value_redemptions_.insert(tender.redemption);
        note_value_account({sale.facts.member, tender.instrument});
    }
    for (const sale::Line& line : sale.lines) {
        if (line.kind == sale::LineKind::StoredValue)
            note_value_account({sale.facts.member, line.gift_card});
    }
}

Result<void> FactReader::read_waiting(std::span<const TakenEntry> group) {
    if (!preamble_.anything_waits) return {};
    std::vector<Value> arrived;
    for (const TakenEntry& taken : group) {
        if (taken.kind == static_cast<std::int32_t>(journal::Kind::Sale) ||
            taken.kind == static_cast<std::int32_t>(journal::Kind::MemberEnrolled)) {
            arrived.emplace_back(taken.id.value);
        }
    }
    const auto note = [&](const Row& row) -> Result<void> {
        books_.waiting[EntryId{row.integer(0)}].insert(EntryId{row.integer(1)});
        entries_.insert(EntryId{row.integer(1)});
        return {};
    };
    return select_in(connection_,
                     "select awaited_id, entry_id from waiting_entry where awaited_id",
                     arrived,
                     "",
                     note);
}

/// Whether sales that are voided or credited now wait themselves.
Result<void> FactReader::read_own_waiting() {
    if (!preamble_.anything_waits) return {};
    std::set<SaleId> sales = voided_;
    sales.insert(credited_.begin(), credited_.end());
    return select_in(connection_,
                     "select awaited_id, entry_id from waiting_entry where entry_id",
                     keys_of(sales),
                     "",
                     [&](const Row& row) -> Result<void> {
                         books_.waiting[EntryId{row.integer(0)}].insert(EntryId{row.integer(1)});
                         return {};
                     });
}

Result<void> FactReader::read_unknown_cards() {
    std::vector<Value> keys;
    for (const Bytes& key : unknown_keys_)
        keys.emplace_back(pareto::database::Blob{key});
    unknown_keys_.clear();
    return select_in(connection_,
                     "select card_key, sale_id from unknown_card where card_key",
                     keys,
                     "",
                     [&](const Row& row) -> Result<void> {
                         books_.unknown_cards[row.bytes(0)].insert(EntryId{row.integer(1)});
                         sales_.insert(SaleId{row.integer(1)});
                         credited_.insert(SaleId{row.integer(1)});
                         return {};
                     });
}

Result<void> FactReader::read_named() {
    // What was read may name more: a waiting return its sales, a waiting card its sales with an
    // unknown card.
    for (bool more = true; more;) {
        PARETO_TRY(const bool more_entries, read_entries());
        PARETO_TRY(const bool more_sales, read_sales());
        PARETO_TRY_VOID(read_unknown_cards());
        more = more_entries || more_sales || !sales_.empty();
    }
    return {};
}

Result<bool> FactReader::read_entries() {
    std::vector<KeyPair> wanted;
    for (const EntryId id : entries_) {
        if (entries_read_.insert(id).second) wanted.emplace_back(id.registration(), id.sequence());
    }
    entries_.clear();
    if (wanted.empty()) return false;
    const std::size_t before = deferred_.size();
    PARETO_TRY_VOID(select_in_pairs(
        connection_,
        "select e.registration, e.sequence, e.kind, e.bytes, e.terminal_id, coalesce(t.branch_id, "
        "0), e.received_ms, case when coalesce(g.terminal_id, 0) = 0 and "
        "coalesce(t.standing, 'imported') = 'imported' then 1 else 0 end from entry e left join terminal t on "
        "t.terminal_id = e.terminal_id left join registration g on g.registration = "
        "e.registration where (e.registration, e.sequence)",
        wanted,
        [&](const Row& row) -> Result<void> {
            const EntryId id =
                EntryId::of(static_cast<Registration>(row.integer(0)), row.integer(1));
            TakenEntry taken =
                decode_taken(id, static_cast<std::int32_t>(row.integer(2)), row.bytes(3));
            taken.terminal = TerminalId{row.integer(4)};
            taken.branch = BranchId{row.integer(5)};
            taken.received_ms = row.integer(6);
            taken.local = row.integer(7) != 0;
            deferred_.push_back(std::move(taken));
            return {};
        }));
    for (std::size_t index = before; index < deferred_.size(); ++index) {
        TakenEntry& taken = deferred_[index];
        PARETO_TRY_VOID(histories_.translate(taken));
        books_.entries[taken.id.value] = &taken;
        if (!taken.entry) continue;
        gather(taken);
        if (has_sale(taken)) sales_.insert(SaleId{taken.id.value});
    }
    return true;
}

Result<bool> FactReader::read_sales() {
    std::vector<Value> wanted;
    named_.insert(sales_.begin(), sales_.end());
    for (const SaleId id : sales_) {
        if (!sales_read_.insert(id).second) continue;
        wanted.emplace_back(id.value);
        entries_.insert(EntryId{id.value});
    }
    sales_.clear();
    if (wanted.empty()) return !entries_.empty();
    PARETO_TRY_VOID(select_in(connection_,
                              std::string{"select "} + kSaleColumns + " from sale where sale_id",
                              wanted,
                              "",
                              [&](const Row& row) -> Result<void> {
                                  PARETO_TRY(SaleHead head, read_sale_head(row));
                                  if (!head.card_key.empty() && head.shard <= 0)
                                      cards_.insert(head.card_key);
                                  books_.sales[head.id.value].head = std::move(head);
                                  return {};
                              }));
    return true;
}

void FactReader::link_entries() {
    for (auto sale = books_.sales.begin(); sale != books_.sales.end();) {
        const auto entry = books_.entries.find(sale->first);
        if (entry != books_.entries.end() && has_sale(*entry->second)) {
            sale->second.entry = entry->second;
            ++sale;
        } else {
            sale = books_.sales.erase(sale);  // its entry is gone or damaged: verify tells
        }
    }
}

Result<void> FactReader::read_cards_and_members() {
    std::vector<Value> keys;
    for (const Bytes& key : cards_) {
        if (key.size() == sizeof(std::int64_t)) {
            members_.insert(member_in_key(key));
        } else if (!key.empty()) {
            keys.emplace_back(pareto::database::Blob{key});
        }
    }
    PARETO_TRY_VOID(select_in(connection_,
                              "select card_key, member_id, family from card where card_key",
                              keys,
                              "",
                              [&](const Row& row) -> Result<void> {
                                  books_.cards.emplace(
                                      row.bytes(0),
                                      KnownCard{MemberId{row.integer(1)},
                                                static_cast<loyalty::CardFamily>(row.integer(2))});
                                  return {};
                              }));
    PARETO_TRY_VOID(read_blocked_cards());
    for (const auto& [id, entry] : books_.entries) {
        if (!has_sale(*entry)) continue;
        const auto& sale = std::get<sale::Sale>(entry->entry->body);
        if (sale.facts.member && sale.card_key.empty()) members_.insert(sale.facts.member);
    }
    const auto members = keys_of(members_);
    PARETO_TRY_VOID(select_in(connection_,
                              "select member_id from member where member_id",
                              members,
                              "",
                              [&](const Row& row) -> Result<void> {
                                  books_.members.insert(row.integer(0));
                                  return {};
                              }));
    return read_member_numbers();
}

Result<void> FactReader::read_blocked_cards() {
    std::vector<Value> keys;
    for (const Bytes& key : blockable_) {
        if (!key.empty()) keys.emplace_back(pareto::database::Blob{key});
    }
    return select_in(connection_,
                     "select card_key from blocked_card where card_key",
                     keys,
                     "",
                     [&](const Row& row) -> Result<void> {
                         books_.blocked_cards.insert(row.bytes(0));
                         return {};
                     });
}

Result<void> FactReader::read_member_numbers() {
    constexpr std::string_view kSelect = "select member_number from member where member_number";
    const auto note = [&](const Row& row) -> Result<void> {
        books_.member_numbers.insert(row.text(0));
        return {};
    };
    PARETO_TRY_VOID(select_in(connection_, kSelect, keys_of(member_numbers_), "", note));
    // Numbers given by an import may look like ours, so what is drawn next may be taken.
    const auto wanted = static_cast<std::size_t>(enrolments_) + member_numbers_.size();
    for (std::int64_t number = books_.last_member_number;
         enrolments_ > 0 && books_.free_member_numbers.size() < wanted;) {
        std::vector<Value> candidates;
        const std::int64_t first = number + 1;
        for (std::size_t count = 0; count < wanted; ++count)
            candidates.emplace_back(loyalty::member_number(++number));
        PARETO_TRY_VOID(select_in(connection_, kSelect, candidates, "", note));
        for (std::int64_t candidate = first; candidate <= number; ++candidate) {
            if (!books_.member_numbers.contains(loyalty::member_number(candidate)))
                books_.free_member_numbers.push_back(candidate);
        }
    }
    return {};
}

Result<void> FactReader::read_returned_lines() {
    const std::string select =
        std::string{"select "} + kReturnedLineColumns + " from returned_line where ";
    std::set<std::int64_t> named, doing;
    std::map<std::int64_t, KnownSale*> done_by;
    for (auto& [id, known] : books_.sales) {
        named.insert(id);
        if (!voided_.contains(SaleId{id}) && !credited_.contains(SaleId{id})) continue;
        doing.insert(id);
        done_by[id] = &known;
        if (known.head.voided_by) {
            doing.insert(known.head.voided_by.value);
            done_by[known.head.voided_by.value] = &known;
        }
    }
    PARETO_TRY_VOID(select_in(
        connection_, select + "sale_id", keys_of(named), "", [&](const Row& row) -> Result<void> {
            const ReturnedLine line = read_returned_line(row);
            KnownSale& sale = books_.sales.at(line.sale.value);
            LineBack& back = sale.returned[line.line];
            back.thousandths += line.thousandths;
            back.points += line.points;
            back.given += line.given;
            back.given_minor += line.given_minor;
            back.stored_minor += line.stored_minor;
            sale.taken += line.taken;
            return {};
        }));
    return select_in(connection_,
                     select + "entry_id",
                     keys_of(doing),
                     " order by entry_id, entry_line",
                     [&](const Row& row) -> Result<void> {
                         const ReturnedLine line = read_returned_line(row);
                         done_by.at(line.entry.value)->brought_back.push_back(line);
                         return {};
                     });
}

Result<void> FactReader::read_redemptions() {
    std::map<EntryId, Redemption> named;
    PARETO_TRY_VOID(select_in(connection_,
                              "select redemption_id, member_id, points, state, captured_by from "
                              "redemption where redemption_id",
                              keys_of(redemptions_),
                              "",
                              [&](const Row& row) -> Result<void> {
                                  PARETO_TRY(Redemption redemption, read_redemption(row));
                                  if (redemption.member) {
                                      lot_members_.insert(redemption.member);
                                      named.emplace(EntryId{row.integer(0)}, redemption);
                                  }
                                  books_.redemptions.emplace(row.integer(0), std::move(redemption));
                                  return {};
                              }));
    // The lots that were drawn may be of anybody who shares the account.
    std::vector<KeyPair> causes;
    for (const auto& [id, redemption] : named) {
        PARETO_TRY(const auto sharers, with_sharers({redemption.member}));
        for (const MemberId member : sharers) {
            causes.emplace_back(member.value, id.value);
            if (redemption.captured_by)
                causes.emplace_back(member.value, redemption.captured_by.value);
        }
    }
    // What a return without a sale took back, for the post-void of it.
    for (const SaleId id : voided_) {
        const auto sale = books_.sales.find(id.value);
        if (sale == books_.sales.end() || sale->second.head.points >= 0) continue;
        if (sale->second.head.shard > 0) causes.emplace_back(sale->second.head.shard, id.value);
    }
    return select_in_pairs(
        connection_,
        std::string{"select "} + kTransferColumns + " from transfer where (shard_key, cause)",
        causes,
        [&](const Row& row) -> Result<void> {
            const Transfer transfer = read_transfer(row);
            books_.transfers[transfer.cause.value].push_back(transfer);
            if (transfer.lot_cause) named_lots_.insert({transfer.member, transfer.lot_cause});
            return {};
        });
}

Result<void> FactReader::read_offline() {
    if (redemptions_.empty() && allowances_.empty() && lot_members_.empty()) return {};
    PARETO_TRY(books_.allowance_keys, read_allowance_keys(connection_));
    PARETO_TRY_VOID(read_allowances(connection_, redemptions_, allowances_, books_));
    for (const auto& [id, allowance] : books_.allowances) {
        lot_members_.insert(allowance.member);
        for (const ReservedLot& lot : allowance.lots)
            named_lots_.insert({allowance.member, lot.lot.cause});
    }
    for (const auto& [id, redemption] : books_.offline_redemptions) {
        members_.insert(redemption.member);
        lot_members_.insert(redemption.member);
    }
    return select_in(connection_,
                     "select member_id from member where member_id",
                     keys_of(lot_members_),
                     "",
                     [&](const Row& row) -> Result<void> {
                         books_.members.insert(row.integer(0));
                         return {};
                     });
}

Result<void> FactReader::read_accounts(std::span<const TakenEntry> group) {
    std::set<std::int64_t> members = {books_.members.begin(), books_.members.end()};
    for (const MemberId member : lot_members_)
        members.insert(member.value);
    for (const auto& [key, card] : books_.cards)
        members.insert(card.member.value);
    for (const auto& [id, redemption] : books_.redemptions)
        members.insert(redemption.member.value);
    for (const auto& [id, known] : books_.sales) {
        MemberId owner{std::max<std::int64_t>(known.head.shard, 0)};
        // A withheld sale may be released to whoever bought.
        if (known.entry != nullptr && is_withheld(known.head))
            owner = buyer_of(std::get<sale::Sale>(known.entry->entry->body));
        if (const auto card = books_.cards.find(known.head.card_key);
            !owner && card != books_.cards.end())
            owner = card->second.member;
        if (!owner) continue;
        members.insert(owner.value);
        lot_members_.insert(owner);
        named_lots_.insert({owner, EntryId{id}});
    }
    for (const TakenEntry& taken : group) {
        // An HQ that was restored may hear of what a member has before it hears of the member.
        if (taken.kind == static_cast<std::int32_t>(journal::Kind::MemberEnrolled))
            members.insert(taken.id.value);
        if (!has_sale(taken)) continue;
        const auto& sale = std::get<sale::Sale>(taken.entry->body);
        if (sale.points_paid_minor() == 0 && earning_minor(sale) >= 0 &&
            !named_.contains(SaleId{taken.id.value}))
            continue;
        const auto card = books_.cards.find(sale.card_key);
        const MemberId owner = card != books_.cards.end() ? card->second.member : sale.facts.member;
        if (owner) lot_members_.insert(owner);
    }
    std::set<MemberId> asked;
    for (const std::int64_t member : members)
        asked.insert(MemberId{member});
    PARETO_TRY(const auto sharers, with_sharers(asked));
    return select_in(connection_,
                     "select shard_key, amount from balance where shard_key",
                     keys_of(sharers),
                     " and account = 3 and amount < 0",
                     [&](const Row& row) -> Result<void> {
                         account_of(MemberId{row.integer(0)}).debt += row.integer(1);
                         return {};
                     });
}

// Few members have any, and each few.
Result<void> FactReader::read_pending_lots(const std::set<MemberId>& members) {
    return select_in(connection_,
                     "select shard_key, cause, number, remaining, matures_on, expires_on from "
                     "pending_lot where shard_key",
                     keys_of(members),
                     "",
                     [&](const Row& row) -> Result<void> {
                         PARETO_TRY(PendingLot lot, read_pending_lot(row));
                         account_of(MemberId{row.integer(0)}).pending.push_back(std::move(lot));
                         return {};
                     });
}

Result<std::set<MemberId>> FactReader::with_sharers(const std::set<MemberId>& members) {
    std::set<MemberId> all = members;
    if (!preamble_.anything_shared) return all;
    PARETO_TRY(const auto holders, read_holders(connection_, members));
    for (const auto& [member, holder] : holders)
        all.insert(member);
    books_.holders.insert(holders.begin(), holders.end());
    return all;
}

MemberAccount& FactReader::account_of(MemberId member) {
    const MemberId holder = holder_of(books_, member);
    MemberAccount& account = books_.accounts[holder.value];
    if (books_.holders.contains(member)) account.holder = holder;
    return account;
}

Result<void> FactReader::read_lots(const std::set<MemberId>& members) {
    constexpr std::string_view kSelect =
        "select shard_key, cause, number, remaining, expires_on from lot where ";
    PARETO_TRY(const auto sharers, with_sharers(members));
    for (const MemberId member : sharers)
        account_of(member).lots_known = true;
    const auto note = [&](const Row& row) -> Result<void> {
        PARETO_TRY(const OpenLot lot, read_lot(row));
        auto& lots = account_of(lot.owner).lots;
        const auto same = std::find_if(
            lots.begin(), lots.end(), [&](const OpenLot& other) { return other.key == lot.key; });
        if (same == lots.end()) lots.push_back(lot);
        return {};
    };
    PARETO_TRY_VOID(select_in(connection_,
                              std::string{kSelect} + "shard_key",
                              keys_of(sharers),
                              " and remaining > 0",
                              note));
    PARETO_TRY_VOID(read_pending_lots(members));
    // Lots that something is given back to, also when nothing is left of them.
    std::vector<KeyPair> named;
    for (const auto& [member, cause] : named_lots_)
        named.emplace_back(member.value, cause.value);
    return select_in_pairs(connection_, std::string{kSelect} + "(shard_key, cause)", named, note);
}

}  // namespace pareto::hq::database
