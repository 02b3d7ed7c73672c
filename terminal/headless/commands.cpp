#include "terminal/headless/commands.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <boost/json/array.hpp>

#include "common/log/log.h"
#include "terminal/app/allowances.h"
#include "terminal/app/enrol_member.h"
#include "terminal/app/post_void.h"
#include "terminal/app/shift.h"
#include "terminal/headless/answers.h"
#include "terminal/receipt/paper.h"

namespace pareto::terminal::headless {

namespace json = boost::json;

namespace {

constexpr std::chrono::milliseconds kCensusWithin{60'000};
constexpr std::int64_t kWaitMsMax = 3'600'000;

std::optional<ports::Tap> tap_of(const Command& command,
                                 std::string_view number_field,
                                 std::string_view uid_field) {
    ports::Tap tap;
    tap.number = command.text(number_field);
    tap.uid = command.bytes(uid_field);
    tap.reader = kTypedIn;
    if (tap.number.empty() && tap.uid.empty()) return std::nullopt;
    return tap;
}

std::optional<sale::TenderKind> tender_kind(const Command& command, std::string_view otherwise) {
    const std::string given = command.text("kind");
    const std::string_view kind = given.empty() ? otherwise : std::string_view{given};
    if (kind == "cash") return sale::TenderKind::Cash;
    if (kind == "card") return sale::TenderKind::Card;
    command.complain("kind is neither cash nor card");
    return std::nullopt;
}

sale::Line line_of(const Command& command) {
    sale::Line line;
    line.sku = command.text("sku");
    line.description = command.text("description");
    line.category = command.text("category");
    line.quantity = command.quantity();
    line.unit_price_minor = command.integer("unit_price_minor").value_or(0);
    line.discount_minor = command.integer("discount_minor").value_or(0);
    line.amount_minor = command.needed_integer("amount_minor");
    return line;
}

Completion completion_of(const Command& command) {
    return {command.text("intent"), command.at(), command.text("source_receipt")};
}

json::object bad_command(const Command& command) {
    return refused("BadCommand", command.problem());
}

std::string member_text(MemberId member) {
    return std::to_string(member.value);
}

}  // namespace

const Commands::Entry Commands::kTable[] = {
    {"sale", &Commands::sale},
    {"open_shift", &Commands::open_shift},
    {"close_shift", &Commands::close_shift},
    {"tap", &Commands::tap},
    {"scan", &Commands::scan},
    {"tags", &Commands::tags},
    {"line", &Commands::line},
    {"void_line", &Commands::void_line},
    {"discount", &Commands::discount},
    {"basket", &Commands::basket},
    {"void_basket", &Commands::void_basket},
    {"redeem", &Commands::redeem},
    {"allowances", &Commands::allowances},
    {"coupon", &Commands::coupon},
    {"voucher", &Commands::voucher},
    {"gift", &Commands::gift},
    {"gifts", &Commands::gifts},
    {"tender", &Commands::tender},
    {"topup", &Commands::topup},
    {"sell_gift_card", &Commands::sell_gift_card},
    {"stored_value", &Commands::stored_value},
    {"complete", &Commands::complete},
    {"return", &Commands::return_goods},
    {"return_elsewhere", &Commands::return_elsewhere},
    {"return_without_receipt", &Commands::return_without_receipt},
    {"post_void", &Commands::post_void},
    {"enrol_member", &Commands::enrol_member},
    {"reprint", &Commands::reprint},
    {"status", &Commands::status},
    {"census", &Commands::census},
    {"wait_synced", &Commands::wait_synced},
    {"quit", &Commands::quit},
};

std::string Commands::answer(std::string_view line) {
    return text_of(run(Command::read(line)));
}

json::object Commands::run(const Command& command) {
    if (!command.problem().empty()) return bad_command(command);
    const auto* const found =
        std::find_if(std::begin(kTable), std::end(kTable), [&](const Entry& entry) {
            return entry.name == command.name();
        });
    if (found == std::end(kTable))
        return refused("BadCommand", "there is no command " + command.name());
    return (this->*found->handler)(command);
}

std::string Commands::on_tap(const ports::Tap& tap) {
    if (checkout_.is_scan(tap)) {
        json::object event{{"event", "scan"}, {"reader", tap.reader}};
        for (const auto& field : scanned(checkout_.scan(tap.number)))
            event[field.key()] = field.value();
        return text_of(event);
    }
    ports::Tap shown = tap;
    shown.number = bare_text(tap.number);
    const auto card = checkout_.tap(shown);
    json::object event{{"event", "tap"}, {"reader", tap.reader}};
    const json::object answer = card ? answer_of(*card) : not_done(card.error());
    for (const auto& field : answer)
        event[field.key()] = field.value();
    return text_of(event);
}

json::object Commands::open_shift(const Command& command) {
    OpenShift request;
    request.operator_id = command.needed_text("operator");
    request.opening_cash_minor = command.integer("opening_cash_minor").value_or(0);
    request.at = command.at();
    const auto date = command.date("business_date");
    if (!command.problem().empty()) return bad_command(command);
    request.business_date =
        date ? *date : parts_.date_in_branch(time_or_now(request.at, parts_.clock));
    const auto shift = terminal::open_shift(parts_.journal, parts_.clock, request);
    if (!shift) return not_done(shift.error());
    parts_.uplink.wake();
    json::object answer = accepted();
    answer["shift"] = std::to_string(shift->value);
    answer["business_date"] = to_string(request.business_date);
    return answer;
}

json::object Commands::close_shift(const Command& command) {
    const CloseShift request{command.integer("cash_count_minor"), command.at()};
    if (!command.problem().empty()) return bad_command(command);
    const Journal::State before = parts_.journal.state();
    const auto closed = terminal::close_shift(parts_.journal, parts_.clock, checkout_, request);
    if (!closed) return not_done(closed.error());
    parts_.uplink.wake();
    json::object answer = accepted();
    answer["cash_expected_minor"] = closed->cash_expected_minor;
    answer["cash_count_minor"] = closed->cash_count_minor;
    answer["sales_minor"] = closed->sales_minor;
    answer["sale_count"] = closed->sale_count;
    answer["tenders"] = tenders_of(before.shift_tenders);
    answer["value_sold_minor"] = before.shift_value_sold_minor;
    return answer;
}

json::object Commands::tap(const Command& command) {
    const auto tap = tap_of(command, "number", "uid");
    if (!tap) command.complain("number or uid is missing");
    if (!command.problem().empty()) return bad_command(command);
    const auto card = checkout_.tap(*tap);
    return card ? answer_of(*card) : not_done(card.error());
}

json::object Commands::scanned(const Outcome<Scanned>& outcome) const {
    if (!outcome) return not_done(outcome.error());
    json::object answer = answer_of(*outcome);
    answer["due_minor"] = checkout_.basket().due_minor();
    return answer;
}

json::object Commands::scan(const Command& command) {
    const std::string text = command.needed_text("text");
    if (!command.problem().empty()) return bad_command(command);
    return scanned(checkout_.scan(text));
}

// Each tag as a reader of radio tags gives it, in hexadecimal, or as the text that an NDEF record
// holds.
json::object Commands::tags(const Command& command) {
    const auto texts = command.texts("tags");
    if (!texts) command.complain("tags is missing");
    if (!command.problem().empty()) return bad_command(command);
    std::vector<TagRead> reads;
    for (const std::string& text : *texts) {
        const auto epc = from_hex(text);
        reads.push_back(epc && !epc->empty() ? TagRead{*epc, {}} : TagRead{{}, text});
    }
    std::int64_t added = 0;
    std::int64_t already = 0;
    std::int64_t not_added = 0;
    json::array each;
    for (const auto& outcome : checkout_.tags(reads)) {
        if (outcome && std::holds_alternative<LineAdded>(*outcome)) ++added;
        if (outcome && std::holds_alternative<AlreadyInBasket>(*outcome)) ++already;
        if (!outcome) ++not_added;
        each.push_back(outcome ? answer_of(*outcome) : not_done(outcome.error()));
    }
    json::object answer = accepted();
    answer["added"] = added;
    answer["already"] = already;
    answer["refused"] = not_added;
    answer["due_minor"] = checkout_.basket().due_minor();
    answer["tags"] = std::move(each);
    return answer;
}

json::object Commands::line(const Command& command) {
    const bool priced = command.has("amount_minor");
    const sale::Line explicit_line = priced ? line_of(command) : sale::Line{};
    const std::string item = command.has("barcode") ? command.text("barcode") : command.text("sku");
    const Quantity quantity = command.quantity();
    if (item.empty()) command.complain("sku or barcode is missing");
    if (!command.problem().empty()) return bad_command(command);
    const auto added =
        priced ? checkout_.add_line(explicit_line) : checkout_.add_item(item, quantity);
    if (!added) return not_done(added.error());
    json::object answer = accepted();
    answer["line"] = added->number;
    answer["description"] = added->description;
    answer["amount_minor"] = added->amount_minor;
    answer["due_minor"] = checkout_.basket().due_minor();
    return answer;
}

json::object Commands::void_line(const Command& command) {
    const auto number = static_cast<std::int32_t>(command.needed_integer("line"));
    if (!command.problem().empty()) return bad_command(command);
    const auto done = checkout_.void_line(number);
    return done ? answer_of(checkout_.basket()) : not_done(done.error());
}

json::object Commands::discount(const Command& command) {
    const auto number = static_cast<std::int32_t>(command.needed_integer("line"));
    const std::int64_t off_minor = command.needed_integer("amount_minor");
    if (!command.problem().empty()) return bad_command(command);
    const auto done = checkout_.discount(number, off_minor);
    return done ? answer_of(checkout_.basket()) : not_done(done.error());
}

json::object Commands::basket(const Command& /*command*/) {
    return answer_of(checkout_.basket());
}

json::object Commands::void_basket(const Command& /*command*/) {
    const auto done = checkout_.void_basket();
    return done ? accepted() : not_done(done.error());
}

json::object Commands::redeem(const Command& command) {
    std::optional<Points> wanted;
    if (!command.says("points", "max")) {
        if (const auto points = command.integer("points")) wanted = Points{*points};
    }
    if (!command.problem().empty()) return bad_command(command);
    const auto approved = checkout_.redeem(wanted);
    if (!approved) return not_done(approved.error());
    json::object answer = accepted();
    answer["redemption"] = std::to_string(approved->id.value);
    answer["points"] = approved->points.value;
    answer["worth_minor"] = approved->worth_minor;
    answer["available"] = approved->available.value;
    answer["means"] = loyalty::name_of(approved->means);
    answer["due_minor"] = checkout_.basket().due_minor();
    return answer;
}

json::object Commands::allowances(const Command& /*command*/) {
    const auto received = keep_allowances(parts_.journal, parts_.uplink, parts_.clock);
    if (!received) return not_done(received.error());
    const auto held = parts_.journal.allowances(MemberId{});
    if (!held) return not_done(held.error());
    json::object answer = accepted();
    answer["received"] = *received;
    json::array list;
    for (const HeldAllowance& each : *held) {
        list.push_back(json::object{{"member", member_text(each.allowance.member)},
                                    {"limit", each.allowance.limit.value},
                                    {"spent", each.spent.value},
                                    {"last_day", to_string(each.allowance.last_day)}});
    }
    answer["held"] = std::move(list);
    return answer;
}

json::object Commands::coupon(const Command& command) {
    const std::string code = command.needed_text("code");
    if (!command.problem().empty()) return bad_command(command);
    const auto done = checkout_.present_coupon(code);
    return done ? answer_of(checkout_.basket()) : not_done(done.error());
}

json::object Commands::voucher(const Command& command) {
    const std::string code = command.needed_text("code");
    if (!command.problem().empty()) return bad_command(command);
    const auto approved = checkout_.present_voucher(code);
    if (!approved) return not_done(approved.error());
    json::object answer = answer_of(*approved);
    answer["due_minor"] = checkout_.basket().due_minor();
    return answer;
}

json::object Commands::tender(const Command& command) {
    if (command.text("kind") == "stored") return tender_stored(command);
    const auto kind = tender_kind(command, "");
    const std::int64_t amount_minor = command.needed_integer("amount_minor");
    if (!command.problem().empty()) return bad_command(command);
    const auto done = checkout_.tender(*kind, amount_minor);
    return done ? answer_of(checkout_.basket()) : not_done(done.error());
}

json::object Commands::complete(const Command& command) {
    const Completion completion = completion_of(command);
    if (!command.problem().empty()) return bad_command(command);
    return recorded(checkout_.complete(completion));
}

// A whole sale in one command, beside an open basket and without touching it.
json::object Commands::sale(const Command& command) {
    const Completion completion = completion_of(command);
    const auto date = command.date("business_date");
    const bool auto_shift = command.flag("auto_shift").value_or(false);
    const auto tap = tap_of(command, "card", "card_uid");
    Basket basket;
    for (const auto& line : command.list("lines").value_or(std::vector<Command>{}))
        basket.add(line_of(line));
    const auto tenders = command.list("tenders");
    for (const auto& tender : tenders.value_or(std::vector<Command>{})) {
        const auto kind = tender_kind(tender, "cash");
        basket.tenders.push_back(
            {kind.value_or(sale::TenderKind::Cash), tender.needed_integer("amount_minor"), {}, {}});
    }
    if (!tenders) basket.tenders.push_back({sale::TenderKind::Cash, basket.total_minor(), {}, {}});
    if (!command.problem().empty()) return bad_command(command);

    if (!completion.intent.empty()) {
        const auto before = parts_.journal.find_intent(completion.intent);
        if (!before) return failed(before.error());
        if (*before) return recorded(record_sale(parts_.journal, parts_.clock, basket, completion));
    }
    if (date) {
        const auto state = parts_.journal.state();
        if (state.shift_date != *date) {
            if (state.shift && !auto_shift) {
                return refused(name_of(TerminalRefusal::NotSameBusinessDate),
                               "the open shift is of " + to_string(*state.shift_date));
            }
            if (auto_shift) {
                const auto moved = move_shift_to(command, *date);
                if (!moved) return not_done(moved.error());
            }
        }
    }
    if (tap) {
        // A replayed sale's card is not on a reader, and nobody waits for HQ.
        NoCardProver nobody;
        auto card = identify_card(parts_.journal, nobody, parts_.clock, *tap);
        if (!card) return not_done(card.error());
        basket.card = std::move(*card);
    }
    const UtcTime at = time_or_now(completion.at, parts_.clock);
    if (const auto priced = price(parts_.journal, parts_.local_minute(at), basket); !priced)
        return failed(priced.error());
    if (!tenders) basket.tenders.front().amount_minor = basket.total_minor();
    return recorded(record_sale(parts_.journal, parts_.clock, basket, completion));
}

Outcome<void> Commands::move_shift_to(const Command& command, BusinessDate date) {
    const auto state = parts_.journal.state();
    if (state.shift) {
        PARETO_TRY_VOID(
            terminal::close_shift(parts_.journal, parts_.clock, checkout_, {{}, command.at()}));
    }
    std::string operator_id = command.text("operator");
    if (operator_id.empty()) operator_id = state.operator_id.empty() ? "auto" : state.operator_id;
    PARETO_TRY_VOID(terminal::open_shift(
        parts_.journal, parts_.clock, {std::move(operator_id), 0, date, command.at()}));
    return {};
}

Outcome<SaleId> Commands::find_original(const Command& command) {
    if (const auto id = command.id("sale_id")) return SaleId{*id};
    return find_receipt(parts_.journal, command.text("receipt"));
}

// The lines named, or all that is left of the sale.
std::vector<GoodsBack> Commands::goods_of(const Command& command, const RecordedSale& original) {
    std::vector<GoodsBack> goods;
    if (const auto lines = command.list("lines")) {
        for (const auto& line : *lines) {
            goods.push_back(
                {static_cast<std::int32_t>(line.needed_integer("line")), line.quantity()});
        }
        return goods;
    }
    const auto returned = parts_.journal.returned(original.id);
    for (const auto& line : original.sale.lines) {
        std::int64_t left = line.quantity.thousandths;
        for (const auto& [number, thousandths] :
             returned ? returned->lines : HistoryLookup::Returned{}.lines) {
            if (number == line.number) left -= thousandths;
        }
        if (left > 0 && !line.original) goods.push_back({line.number, Quantity{left}});
    }
    return goods;
}

json::object Commands::return_goods(const Command& command) {
    const bool completes = command.flag("complete").value_or(!checkout_.has_basket());
    const Completion completion = completion_of(command);
    const auto kind = tender_kind(command, "cash");
    const auto id = find_original(command);
    if (!command.problem().empty()) return bad_command(command);
    if (completes && !completion.intent.empty()) {
        // Given again, there may be nothing left to bring back.
        const auto before = parts_.journal.find_intent(completion.intent);
        if (!before) return failed(before.error());
        if (*before)
            return recorded(record_sale(parts_.journal, parts_.clock, Basket{}, completion));
    }
    if (!id) return not_done(id.error());
    const auto original = find_sale(parts_.journal, *id);
    if (!original) return not_done(original.error());
    const auto goods = goods_of(command, *original);
    if (!command.problem().empty()) return bad_command(command);
    if (goods.empty())
        return refused(name_of(TerminalRefusal::MoreThanSold), "all of it was brought back before");
    if (!completes) {
        const auto added = checkout_.add_return(*id, goods);
        return added ? answer_of(checkout_.basket()) : not_done(added.error());
    }
    Basket basket;
    auto lines = plan_return(parts_.journal, basket, *id, goods);
    if (!lines) return not_done(lines.error());
    const auto may = may_take_back(parts_.uplink, *lines);
    if (!may) return not_done(may.error());
    for (auto& line : *lines)
        basket.add(std::move(line));
    // What points paid goes back as points, and what stored value paid to where it came from.
    if (basket.due_minor() != 0) basket.tenders.push_back({*kind, basket.due_minor(), {}, {}});
    return recorded(record_sale(parts_.journal, parts_.clock, basket, completion));
}

json::object Commands::post_void(const Command& command) {
    const auto id = find_original(command);
    PostVoidRequest request{id.value_or(SaleId{}), command.text("reason"), command.at()};
    if (!command.problem().empty()) return bad_command(command);
    if (!id) return not_done(id.error());
    const auto voided = terminal::post_void(parts_.journal, parts_.clock, request);
    if (!voided) return not_done(voided.error());
    parts_.uplink.wake();
    json::object answer = accepted();
    answer["entry_id"] = std::to_string(voided->id.value);
    answer["receipt"] = voided->receipt_number;
    answer["voided_receipt"] = voided->voided.receipt_number;
    answer["total_minor"] = voided->voided.sale.total_minor();
    answer["printed"] =
        print(receipt::slip_of(parts_.heading, *voided, time_or_now(request.at, parts_.clock)));
    return answer;
}

json::object Commands::enrol_member(const Command& command) {
    NewMember member;
    member.card = tap_of(command, "number", "uid");
    member.member_number = command.text("member_number");
    member.name = command.text("name");
    member.phone = command.text("phone");
    member.email = command.text("email");
    member.birthday = command.text("birthday");
    member.consent_marketing = command.text("consent_marketing");
    member.at = command.at();
    if (!command.problem().empty()) return bad_command(command);
    const auto enrolled =
        terminal::enrol_member(parts_.journal, parts_.prover, parts_.clock, parts_.random, member);
    if (!enrolled) return not_done(enrolled.error());
    parts_.uplink.wake();
    json::object answer = accepted();
    answer["member"] = member_text(*enrolled);
    return answer;
}

json::object Commands::reprint(const Command& command) {
    const auto state = parts_.journal.state();
    Outcome<SaleId> id = state.last_sale
                             ? Outcome<SaleId>{*state.last_sale}
                             : refuse(TerminalRefusal::UnknownSale, "nothing was sold yet");
    if (command.has("receipt") || command.has("sale_id")) id = find_original(command);
    if (!command.problem().empty()) return bad_command(command);
    if (!id) return not_done(id.error());
    const auto found = find_sale(parts_.journal, *id);
    if (!found) return not_done(found.error());
    json::object answer = answer_of(*found);
    answer["text"] = receipt::render(parts_.heading, *found, receipt::Copy::Reprint);
    answer["printed"] = print(receipt::slip_of(parts_.heading, *found, receipt::Copy::Reprint));
    return answer;
}

json::object Commands::status(const Command& /*command*/) {
    const auto state = parts_.journal.state();
    const LinkStatus link = parts_.status();
    json::object answer = accepted();
    answer["branch"] = state.branch_code;
    answer["terminal"] = state.terminal_code;
    answer["registration"] = state.registration;
    answer["may_sell"] = state.may_sell;
    answer["why_not"] = state.why_not;
    answer["unsent"] = link.unsent;
    answer["online"] = link.online;
    answer["standing"] = link.standing;
    answer["alarm"] = link.alarm;
    answer["business_date"] =
        state.shift_date ? json::value(to_string(*state.shift_date)) : json::value();
    answer["operator"] = state.shift ? json::value(state.operator_id) : json::value();
    answer["last_receipt"] = json::value();
    if (state.last_sale) {
        const auto last = find_sale(parts_.journal, *state.last_sale);
        if (last) answer["last_receipt"] = last->receipt_number;
    }
    answer["rules_version"] = state.rules.version;
    answer["feed_cursor"] = link.feed_cursor;
    answer["hq_time_ms"] = link.hq_time_ms;
    return answer;
}

// Whether HQ has exactly the sales that this terminal has, under every registration it ever had.
json::object Commands::census(const Command& /*command*/) {
    const auto own = parts_.census();
    if (!own) return failed(own.error());
    std::int64_t own_sales = 0;
    std::int64_t hq_sales = 0;
    bool equal = true;
    for (const auto& counted : *own) {
        const auto response = parts_.uplink.ask(sync::Census{counted.registration}, kCensusWithin);
        if (!response) return failed(response.error());
        if (!response->error.empty()) return refused("CensusRefused", response->error);
        own_sales += counted.sales;
        hq_sales += response->sales;
        equal = equal && response->sales == counted.sales && response->digest == counted.digest;
    }
    json::object answer = accepted();
    answer["sales"] = hq_sales;
    answer["own_sales"] = own_sales;
    answer["equal"] = equal;
    return answer;
}

json::object Commands::wait_synced(const Command& command) {
    const std::int64_t timeout_ms =
        std::clamp<std::int64_t>(command.integer("timeout_ms").value_or(60'000), 0, kWaitMsMax);
    if (!command.problem().empty()) return bad_command(command);
    const bool synced = parts_.wait_synced(std::chrono::milliseconds{timeout_ms});
    const LinkStatus link = parts_.status();
    json::object answer = synced ? accepted() : refused("NotSynced", link.alarm);
    answer["unsent"] = link.unsent;
    return answer;
}

json::object Commands::quit(const Command& /*command*/) {
    finished_ = true;
    return accepted();
}

json::object Commands::recorded(const Outcome<RecordedSale>& outcome) {
    if (!outcome) return not_done(outcome.error());
    json::object answer = answer_of(*outcome);
    if (!outcome->repeated) {
        parts_.uplink.wake();
        if (parts_.printer != nullptr)
            answer["printed"] =
                print(receipt::slip_of(parts_.heading, *outcome, receipt::Copy::First));
    }
    return answer;
}

// The sale stands whatever the printer does.
bool Commands::print(const ports::Slip& slip) {
    if (parts_.printer == nullptr) return false;
    const auto printed = parts_.printer->print(receipt::as_printed(slip, false));
    if (!printed)
        log::warning("terminal.receipt_not_printed", {{"fault", describe(printed.error())}});
    return printed.has_value();
}

}  // namespace pareto::terminal::headless
