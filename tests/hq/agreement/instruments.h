// What pays besides money in a story: vouchers, codes of campaigns' pools, stored value. Made at HQ
// before the story, and worked out again from what the terminal recorded.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "terminal/app/terminal.h"
#include "tests/hq/agreement/any_story.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {

/// The number printed on the gift card of the story.
inline constexpr const char* kGiftCard = "G1";

class Instruments {
public:
    Instruments(BooksWorld& hq, const Story& story) : hq_(hq), story_(story) {}

    /// Issues the vouchers, and puts the codes into the pools of the campaigns that have one; what
    /// is held is left to `holder`.
    void make(TerminalId holder);
    /// Puts the story's value on the gift card, and on this member's own account.
    void fill(MemberId member, const Bytes& gift_card);
    /// As printed; empty = the story has no such voucher.
    [[nodiscard]] std::string voucher_code(int number) const;
    /// The first figure of HQ's that does not follow from what stands in the journal, or nothing.
    [[nodiscard]] std::string compare(const std::vector<terminal::RecordedSale>& recorded,
                                      const std::vector<bool>& voided);

private:
    [[nodiscard]] std::string compare_value(const std::vector<const sale::Sale*>& sales,
                                            std::map<Bytes, std::int64_t> left);
    [[nodiscard]] std::string compare_vouchers(const std::vector<const sale::Sale*>& sales);
    [[nodiscard]] std::string compare_coupons(const std::vector<const sale::Sale*>& sales);

    BooksWorld& hq_;
    const Story& story_;
    std::vector<Bytes> secrets_;
    std::map<Bytes, std::int64_t> filled_;  ///< by the account's key
};

}  // namespace pareto::hq::test
