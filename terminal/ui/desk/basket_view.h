// The basket, its member, a receipt: values that the screen shows. Amounts are minor units.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/money/money.h"
#include "terminal/app/terminal.h"

namespace pareto::terminal::ui {

struct LineView {
    std::int32_t number = 0;
    std::string name, sku;
    std::vector<std::string> reasons;  ///< names of the campaigns that gave something
    Quantity quantity;
    std::int64_t unit_price_minor = 0;
    std::int64_t discount_minor = 0;
    std::int64_t amount_minor = 0;
    bool returned = false;
};

struct OfferView {
    std::string campaign;
    std::int64_t missing_minor = 0;
    Quantity missing_quantity;
};

struct MemberView {
    bool known = false;
    bool by_card = false;  ///< else found by name: earns, redeems nothing
    bool may_redeem = false;
    std::string name, member_number, tier, as_of;
    bool vip = false;
    bool birthday = false;  ///< within three days
    std::int64_t points = 0, pending = 0, worth_minor = 0;
};

struct BasketView {
    std::vector<LineView> lines;
    std::vector<sale::Tender> tenders;
    std::int64_t pieces = 0;
    std::int64_t total_minor = 0, due_minor = 0;
    std::int64_t earns = 0;  ///< points; also what goods brought back take
    std::int64_t redeemable = 0, redeemable_minor = 0;
    bool without_hq = false;  ///< `redeemable` goes by the limits for HQ being away
    std::vector<std::int64_t> quick_cash;
    std::vector<OfferView> offers;  ///< at most two
};

struct ParkedView {
    std::int64_t id = 0;
    std::string at, first;
    std::size_t lines = 0;
    std::int64_t total_minor = 0;
};

struct DoneView {
    SaleId sale;
    std::string receipt_number;
    std::int64_t total_minor = 0, change_due_minor = 0;
    std::int64_t points = 0, points_redeemed = 0;
    std::optional<std::int64_t>
        balance;  ///< as known here, with this sale; nothing without a member
    bool member = false;
};

struct ReceiptLineView {
    std::int32_t number = 0;
    std::string name;
    Quantity sold, left;  ///< left: may still be brought back
    std::int64_t amount_minor = 0;
};

struct ReceiptView {
    SaleId sale;
    std::string receipt_number, at;
    std::int64_t total_minor = 0;
    bool voided = false;
    std::vector<ReceiptLineView> lines;
};

}  // namespace pareto::terminal::ui
