// Sales beyond a cap, and what a person decides about them.
#include <algorithm>

#include "hq/app/mint_caps.h"
#include "hq/app/posting.h"

namespace pareto::hq {

bool Posting::mint(KnownSale& known, MemberId owner) {
    const auto why = count_minted(known, owner, books_, plan_);
    if (!why) return true;
    SaleHead& head = known.head;
    head.shard = -head.branch.value;
    head.card_key = withheld_key(head.id);
    note_changed(known);
    suspend(EntryId{head.id.value}, suspense_reason::kMintCap, *why);
    return false;
}

// The sale waited for its card until now; from now on it waits for a person, and so do lines that
// brought something of it back.
void Posting::keep_withheld(const KnownSale& known, const std::vector<KnownSale*>& waiting) {
    expect_card(known.head.card_key, EntryId{known.head.id.value});
    for (const KnownSale* const other : waiting) {
        const auto& lines = std::get<sale::Sale>(other->entry->entry->body).lines;
        const bool names_it = std::any_of(lines.begin(), lines.end(), [&](const sale::Line& line) {
            return line.original && line.original->sale == known.head.id;
        });
        if (names_it) expect_card(known.head.card_key, EntryId{other->head.id.value});
    }
}

void Posting::post_settled(const TakenEntry& taken, const journal::SuspenseSettled& settled) {
    plan_.settled.insert(settled.entry);
    if (settled.outcome != journal::Settlement::Released) return;
    KnownSale* const known = find_sale(SaleId{settled.entry.value});
    if (known == nullptr || !is_withheld(known->head)) {
        suspend(taken.id, suspense_reason::kMalformed, "what it releases is not withheld");
        return;
    }
    const std::vector<KnownSale*> waiting = take_unknown(known->head.card_key);
    const auto& sale = std::get<sale::Sale>(known->entry->entry->body);
    known->head.card_key = sale.card_key.empty() ? member_key(sale.facts.member) : sale.card_key;
    note_changed(*known);
    const MemberId member = owner_of(known->head);
    Booking booking = booking_of(taken.id, kFirstNumber, sale.rules_version);
    if (!member) {
        // An HQ that was restored may have lost whose card it is.
        for (const KnownSale* const one : waiting)
            expect_card(known->head.card_key, EntryId{one->head.id.value});
        return;
    }
    debit_deferred(booking, *known, member);
    credit_own_part(booking, *known, member);
    for (KnownSale* const one : waiting) {
        if (!waits(*one)) credit_returning_lines(booking, *one, member, {known->head.id});
    }
}

}  // namespace pareto::hq
