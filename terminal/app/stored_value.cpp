#include "terminal/app/stored_value.h"

#include <algorithm>

#include "terminal/app/checkout.h"
#include "terminal/app/shift.h"

namespace pareto::terminal {

namespace {

std::string text(std::int64_t minor) {
    return std::to_string(minor);
}

tl::unexpected<std::variant<Refused, Fault>> offline() {
    return refuse(TerminalRefusal::RedemptionOffline,
                  "NoAllowance: HQ does not answer, and of stored value nothing is set aside for "
                  "this terminal: take cash or card");
}

Outcome<sync::Response> ask(Uplink& uplink, Uplink::Question question) {
    if (!uplink.connected()) return offline();
    auto response = uplink.ask(std::move(question), kAuthoriseWithin);
    if (!response || !response->error.empty()) return offline();
    return *response;
}

Outcome<sync::StoredValue> value_in(const sync::Response& response) {
    switch (response.outcome) {
        case sync::AuthoriseOutcome::Approved:
            return response.stored_value.value_or(sync::StoredValue{});
        case sync::AuthoriseOutcome::InsufficientPoints:
            return refuse(TerminalRefusal::RedemptionRefused,
                          "not enough stored value: " +
                              text(response.stored_value.value_or(sync::StoredValue{}).minor));
        case sync::AuthoriseOutcome::UnknownMember:
            return refuse(TerminalRefusal::RedemptionRefused, "no stored value was ever put there");
        case sync::AuthoriseOutcome::NotAllowed:
            break;
    }
    return refuse(TerminalRefusal::RedemptionRefused, "HQ does not allow it");
}

}  // namespace

Outcome<Bytes> gift_card_of(Journal& journal, const ports::Tap& tap) {
    const Journal::State state = journal.state();
    if (const auto refused = refuse_to_sell(state)) return unexpected{*refused};
    Bytes key = key_of(state, tap);
    PARETO_TRY(const KnownCard known, journal.find_card(key));
    if (known.blocked) return refuse(TerminalRefusal::CardBlocked, "ask for another card");
    if (known.member)
        return refuse(TerminalRefusal::InvalidSale, "that is a member's card, and no gift card");
    return key;
}

Outcome<sync::StoredValue> ask_value(Uplink& uplink, const sale::ValueAccount& account) {
    PARETO_TRY(const auto response, ask(uplink, sync::ValueAsked{account}));
    return value_in(response);
}

Outcome<ApprovedValue> request_value(Journal& journal,
                                     Uplink& uplink,
                                     const ports::Clock& clock,
                                     const sale::ValueAccount& account,
                                     std::int64_t minor) {
    const Journal::State state = journal.state();
    if (const auto refused = refuse_to_sell(state)) return unexpected{*refused};
    if (!uplink.connected()) return offline();
    journal::RedemptionRequested request{};
    request.member = account.member;
    request.gift_card = account.gift_card;
    request.value_minor = minor;
    const journal::Entry entry{clock.now(), *state.shift_date, state.operator_id, request};
    PARETO_TRY(const EntryId id, journal.append(entry, {}, {}));
    uplink.wake();
    const auto response = ask(uplink, sync::AuthoriseValue{id, account, minor});
    Outcome<sync::StoredValue> left =
        response ? value_in(*response) : Outcome<sync::StoredValue>{unexpected{response.error()}};
    if (!left) {
        // HQ may have debited although its answer was lost.
        PARETO_TRY_VOID(reverse_redemption(journal, clock, id));
        uplink.wake();
        return unexpected{left.error()};
    }
    return ApprovedValue{id, minor, *left};
}

std::int64_t payable_with_value(const Basket& basket) {
    std::int64_t goods = -basket.pricing.priced.discount_minor;
    for (const auto& line : basket.lines) {
        if (line.kind != sale::LineKind::Goods) continue;
        goods += line.amount_minor;
        if (line.original)
            goods -= line.points_paid_minor + line.stored_paid_minor + line.voucher_paid_minor;
    }
    for (const auto& tender : basket.tenders) {
        const bool is_money =
            tender.kind == sale::TenderKind::Cash || tender.kind == sale::TenderKind::Card;
        if (!is_money) goods -= tender.amount_minor;
    }
    return std::max<std::int64_t>(std::min(goods, basket.due_minor()), 0);
}

Outcome<void> may_take_back(Uplink& uplink, std::span<const sale::Line> lines) {
    for (const auto& line : lines) {
        if (line.kind != sale::LineKind::StoredValue) continue;
        // A member's own is taken back as far as it goes; HQ lists what is owed.
        if (line.gift_card.empty()) continue;
        PARETO_TRY(const auto there, ask_value(uplink, {{}, line.gift_card}));
        if (there.minor < -line.amount_minor) {
            return refuse(TerminalRefusal::RedemptionRefused,
                          "the gift card was used: " + text(there.minor) + " of " +
                              text(-line.amount_minor) + " are left");
        }
    }
    return {};
}

Outcome<sale::Line> Checkout::add_value(std::int64_t minor,
                                        const std::optional<ports::Tap>& gift_card) {
    if (const auto refused = refuse_to_sell(journal_.state())) return unexpected{*refused};
    if (minor <= 0 || minor > kMinorMax)
        return refuse(TerminalRefusal::InvalidSale, "stored value is sold in amounts above 0");
    const Basket now = basket();
    sale::ValueAccount account;
    if (gift_card) {
        PARETO_TRY(account.gift_card, gift_card_of(journal_, *gift_card));
    } else {
        account.member = now.card ? now.card->facts().member : MemberId{};
        if (!account.member)
            return refuse(TerminalRefusal::InvalidSale, "no known member's card was shown");
    }
    sale::Line line;
    line.kind = sale::LineKind::StoredValue;
    line.description = gift_card ? "Gift card" : "Stored value";
    line.sku = gift_card ? "gift-card" : "top-up";
    line.quantity = Quantity{1'000};
    line.unit_price_minor = minor;
    line.amount_minor = minor;
    line.gift_card = account.gift_card;
    // What is there already is only for the receipt: without HQ it is sold all the same.
    const auto there = ask_value(uplink_, account);
    if (there) note_value_left(account, {there->minor + minor, std::nullopt});
    return add(std::move(line));
}

Outcome<ApprovedValue> Checkout::pay_with_value(std::optional<std::int64_t> minor,
                                                const std::optional<ports::Tap>& gift_card) {
    if (const auto refused = refuse_to_sell(journal_.state())) return unexpected{*refused};
    PARETO_TRY(const auto account, value_account(gift_card));
    const std::int64_t most = payable_with_value(basket());
    std::int64_t wanted = minor.value_or(most);
    if (!minor) {
        PARETO_TRY(const auto there, ask_value(uplink_, account));
        wanted = std::min(most, there.minor);
    }
    if (wanted <= 0)
        return refuse(TerminalRefusal::RedemptionRefused, "there is nothing for it to pay");
    if (wanted > most) {
        return refuse(TerminalRefusal::RedemptionRefused,
                      "stored value pays for goods, of which " + text(most) + " are due");
    }
    PARETO_TRY(const auto approved, request_value(journal_, uplink_, clock_, account, wanted));
    open_basket().tenders.push_back({sale::TenderKind::StoredValue,
                                     approved.minor,
                                     {},
                                     approved.id,
                                     loyalty::RedemptionMeans::Hq,
                                     account.gift_card});
    note_value_left(account, approved.left);
    PARETO_TRY_VOID(reprice());
    return approved;
}

Outcome<sync::StoredValue> Checkout::stored_value(const std::optional<ports::Tap>& gift_card) {
    PARETO_TRY(const auto account, value_account(gift_card));
    return ask_value(uplink_, account);
}

Outcome<sale::ValueAccount> Checkout::value_account(const std::optional<ports::Tap>& gift_card) {
    if (gift_card) {
        PARETO_TRY(Bytes key, gift_card_of(journal_, *gift_card));
        return sale::ValueAccount{{}, std::move(key)};
    }
    const Basket now = basket();
    if (!now.card || !now.card->facts().member)
        return refuse(TerminalRefusal::RedemptionRefused, "no known member's card was shown");
    if (!now.card->may_redeem())
        return refuse(TerminalRefusal::RedemptionRefused,
                      "the card could not prove itself yet: present it again");
    return sale::ValueAccount{now.card->facts().member, {}};
}

void Checkout::note_value_left(const sale::ValueAccount& account, sync::StoredValue left) {
    auto& seen = open_basket().value_left;
    const auto same = std::find_if(
        seen.begin(), seen.end(), [&](const ValueLeft& one) { return one.account == account; });
    if (same == seen.end()) {
        seen.push_back({account, left});
    } else {
        same->left = left;
    }
}

}  // namespace pareto::terminal
