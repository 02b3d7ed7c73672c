// A terminal's journal that hands everything on: what stands around one changes one thing.
#pragma once

#include "terminal/app/journal.h"

#include <optional>
#include <string>
#include <vector>

namespace pareto::simulation {

class PassingJournal : public terminal::Journal {
public:
    explicit PassingJournal(terminal::Journal& inner) : inner_(inner) {}
    State state() const override { return inner_.state(); }
    Result<EntryId> append(const journal::Entry& entry, const std::string& intent, const terminal::PersonalData& personal) override {
        return inner_.append(entry, intent, personal);
    }
    Result<terminal::KnownCard> find_card(const Bytes& card_key) override { return inner_.find_card(card_key); }
    Result<std::optional<sync::MemberChange>> find_member(MemberId member) override { return inner_.find_member(member); }
    Result<std::optional<sync::ItemChange>> find_item(const std::string& sku_or_barcode) override {
        return inner_.find_item(sku_or_barcode);
    }
    Result<std::optional<sync::ItemChange>> find_barcode(const std::string& gtin) override { return inner_.find_barcode(gtin); }
    Result<std::vector<SaleId>> sold_with(const goods::TaggedUnit& unit) override { return inner_.sold_with(unit); }
    Result<std::optional<loyalty::RuleSet>> find_rules(std::int32_t version) override { return inner_.find_rules(version); }
    Result<std::optional<journal::Entry>> find(EntryId id) override { return inner_.find(id); }
    Result<std::optional<SaleId>> find_intent(const std::string& intent) override { return inner_.find_intent(intent); }
    Result<std::optional<SaleId>> find_receipt(std::int64_t receipt_number) override { return inner_.find_receipt(receipt_number); }
    Result<Returned> returned(SaleId sale) override { return inner_.returned(sale); }
    Result<std::vector<terminal::CampaignUse>> campaign_uses(MemberId member, BusinessDate date) override {
        return inner_.campaign_uses(member, date);
    }
    Result<std::vector<EntryId>> open_redemptions() override { return inner_.open_redemptions(); }
    Result<std::vector<terminal::HeldAllowance>> allowances(MemberId member) override { return inner_.allowances(member); }
    Result<loyalty::StandInCounters> stand_in(const Bytes& card_key) override { return inner_.stand_in(card_key); }
    Result<void> note_hq_answered() override { return inner_.note_hq_answered(); }
    Result<std::optional<terminal::HeldVoucher>> held_voucher(const Bytes& key) override { return inner_.held_voucher(key); }
    Result<std::vector<terminal::HeldCoupon>> held_coupons(const std::string& code, MemberId member) override {
        return inner_.held_coupons(code, member);
    }

    [[nodiscard]] Result<std::vector<terminal::KnownGift>> gifts(const std::string& code) override {
        return inner_.gifts(code);
    }

protected:
    terminal::Journal& inner_;
};

}  // namespace pareto::simulation
