// The snapshot as texts.
#include <algorithm>
#include <cstdlib>

#include "terminal/ui/models/terminal_model.h"
#include "terminal/ui/models/words.h"

namespace pareto::terminal::ui {

namespace {

QString text(const std::string& utf8) {
    return QString::fromStdString(utf8);
}

/// "2026-03-09 14:05" without the day, where it is today.
QString short_time(const std::string& at, const std::string& now) {
    constexpr std::size_t kDay = 11;
    const bool today = at.size() > kDay && at.compare(0, kDay, now, 0, kDay) == 0;
    return text(today ? at.substr(kDay) : at);
}

template <typename Row>
QVariant variant(const Row& row) {
    return QVariant::fromValue(row);
}

}  // namespace

BarState TerminalModel::bar() const {
    const Snapshot& now = *shown_;
    BarState bar;
    bar.place = now.branch_code.empty()
                    ? QString{}
                    : text(now.company + "  ·  " + now.branch_code + "/" + now.terminal_code);
    bar.cashier = text(now.signed_on.empty() ? now.shift.operator_id : now.signed_on);
    bar.clock = short_time(now.now, now.now);
    bar.online = now.link.online;
    bar.network = now.link.online ? tr("online") : tr("no network");
    if (now.link.unsent > 0)
        bar.network +=
            QStringLiteral(" · ") + tr("%n to send", "", static_cast<int>(now.link.unsent));
    bar.alarm = text(now.link.alarm);
    bar.readerWell = now.reader.well;
    if (now.reader.present) bar.reader = now.reader.well ? tr("reader") : tr("reader is away");
    bar.printerWell = prints(now.printer.state);
    if (now.printer.present) bar.printer = short_words_of(now.printer.state);
    if (now.printer.present && now.printer.waiting > 0 && !bar.printerWell)
        bar.printer +=
            QStringLiteral(" · ") + tr("%n to print", "", static_cast<int>(now.printer.waiting));
    return bar;
}

BasketState TerminalModel::basket() const {
    const BasketView& now = shown_->basket;
    BasketState basket;
    basket.open = !now.lines.empty();
    basket.pieces = tr("%n piece(s)", "", std::abs(static_cast<int>(now.pieces)));
    basket.currency = text(std::string{shown_->currency.text()});
    basket.total = money(now.total_minor);
    basket.paysBack = now.due_minor < 0;
    basket.due = money(now.due_minor < 0 ? -now.due_minor : now.due_minor);
    basket.partlyPaid = !now.tenders.empty();
    const bool has_card = shown_->member.has_value();
    if (has_card && now.earns > 0) basket.earns = tr("earns %1 points").arg(grouped(now.earns));
    if (has_card && now.earns < 0)
        basket.earns = tr("takes back %1 points").arg(grouped(-now.earns));
    basket.mayRedeem = now.redeemable > 0;
    if (basket.mayRedeem)
        basket.redeemable =
            tr("%1 points = %2").arg(grouped(now.redeemable), money(now.redeemable_minor));
    if (now.without_hq && has_card && shown_->member->known) {
        basket.limit =
            now.redeemable > 0
                ? tr("No network: up to %1 points with this card.").arg(grouped(now.redeemable))
                : tr("No network: points are earned, but not redeemed now.");
    }
    return basket;
}

MemberState TerminalModel::member() const {
    MemberState state;
    if (!shown_->member) return state;
    const MemberView& now = *shown_->member;
    state.shown = true;
    state.known = now.known;
    state.name = text(now.name.empty() ? now.member_number : now.name);
    state.tier = text(now.tier);
    if (!state.tier.isEmpty()) state.tier[0] = state.tier.at(0).toUpper();
    state.vip = now.vip;
    state.birthday = now.birthday;
    state.points = tr("%1 points").arg(grouped(now.points));
    state.worth = QStringLiteral("= ") + money(now.worth_minor);
    if (now.pending != 0) state.pending = tr("%1 more points soon").arg(grouped(now.pending));
    if (!shown_->link.online && !now.as_of.empty())
        state.asOf = tr("as of %1").arg(short_time(now.as_of, shown_->now));
    if (!now.by_card) state.hint = tr("Found by name: earns. Redeeming needs the card.");
    if (now.by_card && !now.may_redeem)
        state.hint = tr("The card could not be checked: earns. Present it again to redeem.");
    if (!now.known) state.hint = tr("New card: earns once it is a member's. N enrols now.");
    return state;
}

DoneState TerminalModel::done() const {
    DoneState state;
    if (!shown_->done) return state;
    const DoneView& now = *shown_->done;
    state.receipt = text(now.receipt_number);
    state.total = money(now.total_minor);
    state.headline = tr("Paid exactly");
    if (now.change_due_minor > 0) {
        state.headline = tr("Change");
        state.change = money(now.change_due_minor);
    } else if (now.total_minor < 0) {
        state.headline = tr("Give back");
        state.change = money(-now.total_minor);
    }
    QStringList points;
    if (now.points > 0) points += tr("%1 points earned").arg(grouped(now.points));
    if (now.points < 0) points += tr("%1 points taken back").arg(grouped(-now.points));
    if (now.points_redeemed > 0)
        points += tr("%1 points redeemed").arg(grouped(now.points_redeemed));
    if (now.points_redeemed < 0)
        points += tr("%1 points given back").arg(grouped(-now.points_redeemed));
    if (now.balance && now.member) points += tr("%1 left").arg(grouped(*now.balance));
    state.points = points.join(QStringLiteral("  ·  "));
    const PrinterView& printer = shown_->printer;
    state.printed = !printer.present        ? tr("No receipt printed")
                    : printer.waiting == 0  ? tr("Receipt printed")
                    : prints(printer.state) ? tr("Receipt is printing")
                                            : tr("Receipt waits for the printer");
    return state;
}

NoticeState TerminalModel::notice() const {
    NoticeState state;
    if (!own_notice_.isEmpty()) {
        state.text = own_notice_;
        return state;
    }
    const Notice& now = shown_->notice;
    state.text = words_of(now);
    // What the printer lacks is said as long as something waits for it.
    const PrinterView& printer = shown_->printer;
    const bool silent = now.note == Note::None || now.note == Note::Printed;
    if (silent && printer.waiting > 0 && !prints(printer.state)) {
        state.text = words_of(printer.state);
        state.detail = text(printer.detail);
        state.wrong = true;
        return state;
    }
    state.wrong = now.note == Note::Refused || now.note == Note::Fault ||
                  now.note == Note::NotPrinted || now.note == Note::WasNot ||
                  now.note == Note::StaffRefused;
    if (state.wrong) state.detail = text(now.detail);
    return state;
}

QVariantList TerminalModel::lines() const {
    QVariantList rows;
    const std::int32_t held = line_in_hand();
    for (auto line = shown_->basket.lines.rbegin(); line != shown_->basket.lines.rend(); ++line) {
        LineRow row;
        row.number = line->number;
        row.name = text(line->name);
        row.quantity = text(format_decimal(line->quantity));
        row.price = money(line->unit_price_minor);
        row.amount = money(line->amount_minor);
        row.returned = line->returned;
        row.chosen = line->number == held;
        QStringList reasons;
        if (line->returned) reasons += tr("comes back");
        for (const std::string& reason : line->reasons)
            reasons += text(reason);
        if (line->discount_minor > 0)
            reasons.prepend(tr("%1 off").arg(money(line->discount_minor)));
        row.reason = reasons.join(QStringLiteral(" · "));
        rows += variant(row);
    }
    return rows;
}

QVariantList TerminalModel::tenders() const {
    QVariantList rows;
    for (const sale::Tender& tender : shown_->basket.tenders) {
        ChoiceRow row;
        row.amount = money(tender.amount_minor);
        switch (tender.kind) {
            case sale::TenderKind::Cash:
                row.title = tr("Cash");
                break;
            case sale::TenderKind::Card:
                row.title = tr("Card");
                break;
            case sale::TenderKind::Points:
                row.title = tr("%1 points").arg(grouped(tender.points.value));
                break;
            case sale::TenderKind::StoredValue:
                row.title = tr("Stored value");
                break;
            case sale::TenderKind::Voucher:
                row.title = tr("Voucher");
                break;
        }
        rows += variant(row);
    }
    return rows;
}

QVariantList TerminalModel::rows() const {
    QVariantList rows;
    const auto add = [&](ChoiceRow row) {
        row.chosen = rows.size() == choice_;
        rows += variant(row);
    };
    const Snapshot& now = *shown_;
    if (page_ == Pages::Search) {
        for (const auto& item : now.items)
            add({text(item.name), text(item.sku), money(item.price_minor), {}});
        for (const auto& member : now.members)
            add({text(member.name.empty() ? member.member_number : member.name),
                 text(member.member_number),
                 text(member.tier),
                 member.vip ? tr("VIP") : tr("member")});
    }
    if (page_ == Pages::Parked) {
        for (const auto& each : now.parked)
            add({text(each.first),
                 tr("%n line(s)", "", static_cast<int>(each.lines)) + QStringLiteral(" · ") +
                     short_time(each.at, now.now),
                 money(each.total_minor),
                 {}});
    }
    if (page_ == Pages::History) {
        for (const auto& sale : now.history)
            add({text(sale.receipt_number),
                 text(to_string(sale.business_date)),
                 money(sale.total_minor),
                 sale.voided ? tr("cancelled") : QString{}});
    }
    if (page_ == Pages::Receipt && now.receipt) {
        for (std::size_t row = 0; row < now.receipt->lines.size(); ++row) {
            const ReceiptLineView& line = now.receipt->lines[row];
            add({text(line.name),
                 tr("%1 sold, %2 may come back")
                     .arg(text(format_decimal(line.sold)), text(format_decimal(line.left))),
                 money(line.amount_minor),
                 back_[row] == 0
                     ? QString{}
                     : tr("%1 comes back").arg(text(format_decimal(Quantity{back_[row]})))});
        }
    }
    return rows;
}

QStringList TerminalModel::offers() const {
    QStringList texts;
    for (const OfferView& offer : shown_->basket.offers) {
        const QString missing = offer.missing_minor > 0
                                    ? money(offer.missing_minor)
                                    : text(format_decimal(offer.missing_quantity));
        texts += tr("Say: %1, only %2 more").arg(text(offer.campaign), missing);
    }
    return texts;
}

QStringList TerminalModel::quick_cash_texts() const {
    QStringList texts;
    for (const std::int64_t amount : shown_->basket.quick_cash)
        texts += money(amount);
    return texts;
}

QVariantList TerminalModel::closed_figures() const {
    QVariantList rows;
    if (!shown_->closed) return rows;
    const ClosedShiftView& closed = *shown_->closed;
    const Currency currency = shown_->currency;
    const auto variance =
        subtract(Money{closed.counted_minor, currency}, Money{closed.expected_minor, currency});
    rows += variant(
        ChoiceRow{tr("Sales"), QString::number(closed.sale_count), money(closed.sales_minor), {}});
    if (closed.z_number != 0)
        rows += variant(ChoiceRow{tr("Z report"), {}, QString::number(closed.z_number), {}});
    rows += variant(ChoiceRow{tr("Cash expected"), {}, money(closed.expected_minor), {}});
    rows += variant(ChoiceRow{tr("Cash counted"), {}, money(closed.counted_minor), {}});
    rows +=
        variant(ChoiceRow{tr("Variance"), {}, variance ? money(variance->minor) : QString{}, {}});
    return rows;
}

StaffState TerminalModel::staff() const {
    StaffState state;
    state.staffed = shown_->staffed;
    state.shiftOf = text(shown_->shift.operator_id);
    if (shown_->wanted) state.wanted = words_of(*shown_->wanted);
    return state;
}

Pages::Page TerminalModel::page() const {
    return page_;
}

QString TerminalModel::entry() const {
    return entry_;
}

bool TerminalModel::busy() const {
    return waiting_ != 0;
}

bool TerminalModel::dark() const {
    return dark_;
}

QString TerminalModel::language() const {
    return language_;
}

QString TerminalModel::trouble() const {
    return text(shown_->trouble);
}

int TerminalModel::choice() const {
    return choice_;
}

bool TerminalModel::has_closed() const {
    return shown_->closed.has_value();
}

bool TerminalModel::new_card_seen() const {
    return shown_->card_for_enrolment;
}

QString TerminalModel::search_text() const {
    return search_text_;
}

QString TerminalModel::heading() const {
    if (page_ == Pages::Receipt && shown_->receipt)
        return text(shown_->receipt->receipt_number) + QStringLiteral("  ·  ") +
               short_time(shown_->receipt->at, shown_->now) +
               (shown_->receipt->voided ? QStringLiteral("  ·  ") + tr("cancelled") : QString{});
    return {};
}

QString TerminalModel::entry_note() const {
    const Currency currency = shown_->currency;
    if (page_ == Pages::Redeem) {
        const Points points{QString{entry_}.remove(QLatin1Char(',')).toLongLong()};
        return QStringLiteral("= ") + money(loyalty::worth(points, shown_->rules));
    }
    const auto given = entered();
    if (page_ == Pages::Cash && given && shown_->basket.due_minor >= 0) {
        const auto change =
            subtract(Money{*given, currency}, Money{shown_->basket.due_minor, currency});
        if (change && change->minor > 0) return tr("change %1").arg(money(change->minor));
        if (change && change->minor < 0) return tr("%1 stays due").arg(money(-change->minor));
    }
    return {};
}

}  // namespace pareto::terminal::ui
