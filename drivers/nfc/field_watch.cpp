#include "drivers/nfc/field_watch.h"

#include <algorithm>

#include "drivers/card_uid.h"

namespace pareto::drivers::nfc {

void FieldWatch::lose_reader(Fault why) {
    cards_.clear();
    if (trouble_ == why) return;
    trouble_ = why;
    outcomes_.emplace_back("", std::move(why));
}

void FieldWatch::see(const std::vector<Bytes>& uids, bool wanted) {
    trouble_.reset();
    for (Card& card : cards_)
        ++card.missed;
    for (const Bytes& uid : uids) {
        Card seen{.uid = uid, .refused = std::nullopt};
        if (const auto refusal = refuse_uid(uid)) {
            seen.uid.clear();
            seen.refused = *refusal == UidRefusal::Random ? Unread::Random : Unread::OddLength;
        }
        const auto known = std::find_if(
            cards_.begin(), cards_.end(), [&](const Card& each) { return each.is(seen); });
        if (known != cards_.end()) {
            known->missed = 0;
            if (wanted && !known->told) tell(*known);
        } else if (wanted) {
            tell(cards_.emplace_back(std::move(seen)));
        }
    }
    std::erase_if(cards_, [](const Card& card) { return card.missed >= kLooksMissedMax; });
}

void FieldWatch::tell(Card& card) {
    card.told = true;
    if (card.refused) {
        outcomes_.emplace_back(reader_, explain(*card.refused, reader_));
    } else {
        outcomes_.emplace_back(reader_,
                               ports::Tap{.uid = card.uid, .number = {}, .reader = reader_});
    }
}

void FieldWatch::forget() {
    for (Card& card : cards_)
        card.told = false;
}

std::chrono::milliseconds FieldWatch::pause() const {
    const bool rests =
        !cards_.empty() && std::all_of(cards_.begin(), cards_.end(), [](const Card& card) {
            return card.missed == 0;
        });
    return rests ? kRestPause : kLookPause;
}

std::string FieldWatch::health() const {
    if (trouble_) return trouble_->detail;
    std::string text = "1 card reader: " + reader_;
    for (const Card& card : cards_) {
        if (card.refused) text += "; " + explain(*card.refused, reader_).detail;
    }
    return text;
}

}  // namespace pareto::drivers::nfc
