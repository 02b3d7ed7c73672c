// Gifts of the catalogue: given, and listed.
#include <boost/json/array.hpp>

#include "terminal/headless/answers.h"
#include "terminal/headless/commands.h"

namespace pareto::terminal::headless {

boost::json::object Commands::gift(const Command& command) {
    const std::string code = command.needed_text("code");
    if (!command.problem().empty()) return refused("BadCommand", command.problem());
    const auto added = checkout_.add_gift(code);
    if (!added) return not_done(added.error());
    boost::json::object answer = answer_of(checkout_.basket());
    answer["redemption"] = std::to_string(added->redemption.id.value);
    answer["points"] = added->redemption.points.value;
    answer["available"] = added->redemption.available.value;
    answer["means"] = loyalty::name_of(added->redemption.means);
    return answer;
}

boost::json::object Commands::gifts(const Command& command) {
    if (!command.problem().empty()) return refused("BadCommand", command.problem());
    const auto offered = checkout_.gifts();
    if (!offered) return not_done(offered.error());
    boost::json::array list;
    for (const OfferedGift& one : *offered) {
        const loyalty::CatalogueGift& gift = one.known.gift;
        boost::json::object shown{{"code", gift.code},
                                  {"name", one.known.name},
                                  {"points", gift.points},
                                  {"cash_minor", gift.cash_minor},
                                  {"left", one.known.left}};
        if (one.refusal) shown["refused"] = loyalty::name_of(*one.refusal);
        list.push_back(std::move(shown));
    }
    boost::json::object answer = accepted();
    answer["gifts"] = std::move(list);
    return answer;
}

}  // namespace pareto::terminal::headless
