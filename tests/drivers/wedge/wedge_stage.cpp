#include "tests/drivers/wedge/wedge_stage.h"

#include <cstdlib>
#include <filesystem>

#include "drivers/driver.h"
#include "tests/drivers/wedge/keyboard.h"

namespace pareto::test {
namespace {

namespace fs = std::filesystem;

class WedgeStage final : public CardStage {
public:
    explicit WedgeStage(std::string folder)
        : folder_(std::move(folder)), keyboard_(folder_ + "/event0") {}

    ~WedgeStage() override { fs::remove_all(folder_); }

    WedgeStage(const WedgeStage&) = delete;
    WedgeStage& operator=(const WedgeStage&) = delete;

    Result<std::unique_ptr<ports::CardReader>> open() override {
        return drivers::open_reader("wedge", folder_ + "/event0 content=uid");
    }

    void put_on(const std::string& uid_digits) override { keyboard_.scan(uid_digits + "\n"); }

    void take_away() override {}

private:
    const std::string folder_;
    Keyboard keyboard_;
};

}  // namespace

Result<std::unique_ptr<CardStage>> wedge_stage() {
    std::string folder = (fs::temp_directory_path() / "pareto-keys-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr)
        return fault(FaultCode::Exhausted, "no temporary folder");
    return std::make_unique<WedgeStage>(folder);
}

}  // namespace pareto::test
