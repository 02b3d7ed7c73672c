// Goods that this terminal did not sell: a manager lets them in.
#include "terminal/headless/answers.h"
#include "terminal/headless/commands.h"

namespace pareto::terminal::headless {

namespace {

std::vector<GoodsOfElsewhere> goods_on_receipt(const Command& command, bool has_receipt) {
    const auto lines = command.list("lines");
    if (!lines) command.complain("lines is missing");
    std::vector<GoodsOfElsewhere> goods;
    for (const auto& line : lines.value_or(std::vector<Command>{})) {
        GoodsOfElsewhere back;
        if (has_receipt) back.line = static_cast<std::int32_t>(line.needed_integer("line"));
        back.goods.sku = line.needed_text("sku");
        back.goods.description = line.text("description");
        back.goods.category = line.text("category");
        back.goods.quantity = line.quantity();
        back.goods.amount_minor = line.needed_integer("amount_minor");
        back.points_paid_minor = line.integer("points_paid_minor").value_or(0);
        back.voucher_paid_minor = line.integer("voucher_paid_minor").value_or(0);
        back.stored_paid_minor = line.integer("stored_paid_minor").value_or(0);
        goods.push_back(std::move(back));
    }
    return goods;
}

sale::TenderKind kind_of(const Command& command) {
    const std::string kind = command.text("kind");
    if (!kind.empty() && kind != "cash" && kind != "card")
        command.complain("kind is neither cash nor card");
    return kind == "card" ? sale::TenderKind::Card : sale::TenderKind::Cash;
}

}  // namespace

boost::json::object Commands::return_elsewhere(const Command& command) {
    ApprovedReturn wanted;
    wanted.approved_by = command.text("approved_by");
    if (const auto id = command.id("sale_id")) {
        wanted.original = SaleId{*id};
    } else {
        command.complain("sale_id is missing");
    }
    wanted.goods = goods_on_receipt(command, true);
    return approved_return(command, wanted);
}

boost::json::object Commands::return_without_receipt(const Command& command) {
    ApprovedReturn wanted;
    wanted.approved_by = command.text("approved_by");
    wanted.goods = goods_on_receipt(command, false);
    return approved_return(command, wanted);
}

// Recorded at once, beside an open basket and without touching it.
boost::json::object Commands::approved_return(const Command& command,
                                              const ApprovedReturn& wanted) {
    const Completion completion{
        command.text("intent"), command.at(), command.text("source_receipt")};
    const sale::TenderKind kind = kind_of(command);
    ports::Tap tap;
    tap.number = command.text("card");
    tap.uid = command.bytes("card_uid");
    tap.reader = kTypedIn;
    if (!command.problem().empty()) return refused("BadCommand", command.problem());
    Basket basket;
    basket.approved_by = wanted.approved_by;
    auto lines = plan_approved_return(parts_.journal, wanted);
    if (!lines) return not_done(lines.error());
    for (auto& line : *lines)
        basket.add(std::move(line));
    if (!tap.number.empty() || !tap.uid.empty()) {
        auto card = identify_card(parts_.journal, parts_.prover, parts_.clock, tap);
        if (!card) return not_done(card.error());
        basket.card = std::move(*card);
    }
    if (basket.due_minor() != 0) basket.tenders.push_back({kind, basket.due_minor(), {}, {}});
    return recorded(record_sale(parts_.journal, parts_.clock, basket, completion));
}

}  // namespace pareto::terminal::headless
