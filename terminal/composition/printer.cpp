#include "terminal/composition/printer.h"

#include <algorithm>
#include <utility>

#include "drivers/printer/printer_driver.h"
#include "terminal/receipt/escpos_printer.h"
#include "terminal/receipt/file_printer.h"

namespace pareto::terminal::composition {

Result<Printer> make_printer(const std::string& named, int paper_mm) {
    Printer made;
    if (named.empty() || named == "none") return made;
    const std::string name = named.substr(0, named.find(':'));
    const auto drivers = drivers::printer::printer_drivers();
    const bool driven =
        name != named && std::any_of(drivers.begin(), drivers.end(), [&](const auto& driver) {
            return driver.name == name;
        });
    if (driven) {
        PARETO_TRY(made.device, drivers::printer::open_printer(named));
        made.printer = std::make_unique<receipt::EscPosPrinter>(
            *made.device, paper_mm == 58 ? receipt::PaperWidth::Mm58 : receipt::PaperWidth::Mm80);
        return made;
    }
    const std::string text = "text:";
    const bool is_text = named.rfind(text, 0) == 0;
    made.printer =
        std::make_unique<receipt::FilePrinter>(is_text ? named.substr(text.size()) : named);
    return made;
}

}  // namespace pareto::terminal::composition
