// The checkout: one basket at a time, from the first tap or line to a recorded sale.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "terminal/app/basket.h"
#include "terminal/app/gifts.h"
#include "terminal/app/record_sale.h"
#include "terminal/app/redemption.h"
#include "terminal/app/return_goods.h"
#include "terminal/app/scanned.h"
#include "terminal/app/stored_value.h"
#include "terminal/app/terminal.h"

namespace pareto::terminal {

/// Minutes since the branch's midnight. Core code knows no zones.
using LocalMinute = std::function<std::int32_t(UtcTime)>;
[[nodiscard]] std::int32_t minute_of_utc_day(UtcTime time);

class Checkout {
public:
    Checkout(Journal& journal,
             Uplink& uplink,
             const ports::Clock& clock,
             CardProver& prover,
             goods::ScanSettings scan_settings = {},
             LocalMinute local_minute = minute_of_utc_day)
        : journal_{journal},
          uplink_{uplink},
          clock_{clock},
          prover_{prover},
          scan_settings_{std::move(scan_settings)},
          local_minute_{std::move(local_minute)} {}

    /// Opens a basket if none is open. CardBlocked, CardRefused and CardLost leave the basket as it
    /// was.
    [[nodiscard]] Outcome<PresentedCard> tap(const ports::Tap& tap);
    /// By sku or barcode, at the item's price. UnknownItem, InvalidSale (LineOverLimit).
    [[nodiscard]] Outcome<sale::Line> add_item(const std::string& sku_or_barcode,
                                               Quantity quantity);
    /// Whatever a scanner read, see meaning_of_scan(): goods become a line, a member's number
    /// counts as a tap, a receipt is told. A unit that is in the basket already does not come
    /// twice.
    [[nodiscard]] Outcome<Scanned> scan(std::string_view text);
    /// Tags on goods, many at once and each any number of times, as radio readers report them. One
    /// answer for each, in their order; one that is refused stops no other.
    [[nodiscard]] std::vector<Outcome<Scanned>> tags(std::span<const TagRead> tags);
    /// See is_scan(): then scan() is meant, else tap().
    [[nodiscard]] bool is_scan(const ports::Tap& tap) const;
    /// A line as given (a weighed good with its price, a replayed sale).
    [[nodiscard]] Outcome<sale::Line> add_line(sale::Line line);
    /// Goods brought back; beside sold lines it is an exchange. See plan_return.
    [[nodiscard]] Outcome<void> add_return(SaleId original, std::span<const GoodsBack> goods);
    /// Goods that this terminal did not sell; see plan_approved_return.
    [[nodiscard]] Outcome<void> add_approved_return(const ApprovedReturn& wanted);
    [[nodiscard]] Outcome<void> void_line(std::int32_t number);
    /// Takes `off_minor` off a sold line. UnknownLine; InvalidSale when it is more than the line's
    /// amount.
    [[nodiscard]] Outcome<void> discount(std::int32_t number, std::int64_t off_minor);
    /// The same goods, so many of them, at the line's price and with its discount by hand.
    /// UnknownLine; InvalidSale for goods brought back or tagged, a quantity that is not positive,
    /// and a line whose amount does not follow from its price.
    [[nodiscard]] Outcome<void> set_quantity(std::int32_t number, Quantity quantity);
    /// A member whom somebody found without a card, see DeskBook::present_member. Refused like
    /// tap().
    [[nodiscard]] Outcome<void> show_member(PresentedCard card);
    /// The most that redeem() would take now; 0 when nobody is there who may.
    [[nodiscard]] Outcome<Points> redeemable();
    /// Nothing = as many points as there are and as are worth what is due. RedemptionOffline,
    /// RedemptionRefused (also for a card that could not be proved).
    [[nodiscard]] Outcome<ApprovedRedemption> redeem(std::optional<Points> wanted);
    /// A coupon that the customer shows: it counts for campaigns that state its code, and for those
    /// whose pool has it once it is claimed. CouponRefused.
    [[nodiscard]] Outcome<void> present_coupon(const std::string& code);
    /// A voucher, by its code: it pays what is due, as far as it goes. VoucherRefused.
    [[nodiscard]] Outcome<ApprovedVoucher> present_voucher(const std::string& code);
    /// A gift of the catalogue for the member at the till: a line, and a tender of its points. See
    /// request_gift(). GiftRefused, RedemptionOffline, RedemptionRefused.
    [[nodiscard]] Outcome<AddedGift> add_gift(const std::string& code);
    [[nodiscard]] Outcome<std::vector<OfferedGift>> gifts();
    /// Sells stored value to a gift card, or tops up the member's own. InvalidSale, CardBlocked.
    [[nodiscard]] Outcome<sale::Line> add_value(std::int64_t minor,
                                                const std::optional<ports::Tap>& gift_card);
    /// Pays with a gift card, or the member's own value; nothing = all that is there and due.
    /// RedemptionOffline, RedemptionRefused.
    [[nodiscard]] Outcome<ApprovedValue> pay_with_value(std::optional<std::int64_t> minor,
                                                        const std::optional<ports::Tap>& gift_card);
    /// What HQ says is there. RedemptionOffline, RedemptionRefused.
    [[nodiscard]] Outcome<sync::StoredValue> stored_value(
        const std::optional<ports::Tap>& gift_card);
    /// Who approved something in this basket; stands on its receipt and in its entry.
    void note_approval(const std::string& approved_by) { open_basket().approved_by = approved_by; }
    /// Cash or card; negative when money is given back.
    [[nodiscard]] Outcome<void> tender(sale::TenderKind kind, std::int64_t amount_minor);
    /// See record_sale. The basket stays open after a refusal, and is empty after a sale.
    [[nodiscard]] Outcome<RecordedSale> complete(const Completion& completion);
    /// Gives redeemed points back and forgets the basket.
    [[nodiscard]] Outcome<void> void_basket();

    /// Takes back what was handed over last; points go back to the member. Nothing to do is fine.
    [[nodiscard]] Outcome<void> take_back_tender();
    /// Forgets the basket and gives it, with its points given back. BasketOpen while money was
    /// taken.
    [[nodiscard]] Outcome<Basket> set_aside();
    /// Goes on with a basket that was set aside. BasketOpen when there is another.
    [[nodiscard]] Outcome<void> take_up(Basket basket);

    [[nodiscard]] bool has_basket() const { return basket_.has_value(); }

    /// An empty one when none is open.
    [[nodiscard]] Basket basket() const { return basket_.value_or(Basket{}); }

private:
    /// What is redeemed when the cashier names no number.
    [[nodiscard]] Result<Points> most_usable(const PresentedCard& card);
    [[nodiscard]] Outcome<sale::ValueAccount> value_account(
        const std::optional<ports::Tap>& gift_card);
    void note_value_left(const sale::ValueAccount& account, sync::StoredValue left);
    [[nodiscard]] Basket& open_basket();
    [[nodiscard]] Outcome<Scanned> take(Outcome<ScanMeaning> meaning);
    [[nodiscard]] Outcome<sale::Line> add(sale::Line line);
    [[nodiscard]] Outcome<void> reprice();
    [[nodiscard]] Outcome<ApprovedVoucher> take_voucher(const Bytes& secret);
    [[nodiscard]] Outcome<void> show(PresentedCard card);
    [[nodiscard]] Outcome<void> release_coupons();
    /// Line and tender go, the points and the unit are given back.
    [[nodiscard]] Outcome<void> release_gift(EntryId redemption);
    /// Null when there is none.
    [[nodiscard]] sale::Line* find_line(std::int32_t number);

    Journal& journal_;
    Uplink& uplink_;
    const ports::Clock& clock_;
    CardProver& prover_;
    goods::ScanSettings scan_settings_;
    LocalMinute local_minute_;
    std::optional<Basket> basket_;
};

}  // namespace pareto::terminal
