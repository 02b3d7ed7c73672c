#include "tests/drivers/scripted_stage.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <utility>

#include <sys/stat.h>

#include "drivers/driver.h"

namespace pareto::test {
namespace {

namespace fs = std::filesystem;

class ScriptedStage final : public CardStage {
public:
    explicit ScriptedStage(std::string folder)
        : folder_(std::move(folder)), script_(folder_ + "/taps") {}

    ~ScriptedStage() override { fs::remove_all(folder_); }

    ScriptedStage(const ScriptedStage&) = delete;
    ScriptedStage& operator=(const ScriptedStage&) = delete;

    [[nodiscard]] const std::string& script() const { return script_; }

    Result<std::unique_ptr<ports::CardReader>> open() override {
        return drivers::open_reader("scripted", script_);
    }

    void put_on(const std::string& uid_digits) override {
        std::ofstream{script_, std::ios::app} << "uid " << uid_digits << "\n";
    }

    void take_away() override {}

private:
    const std::string folder_;
    const std::string script_;
};

Result<std::unique_ptr<ScriptedStage>> empty_stage() {
    std::string folder = (fs::temp_directory_path() / "pareto-taps-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr)
        return fault(FaultCode::Exhausted, "no temporary folder");
    return std::make_unique<ScriptedStage>(folder);
}

}  // namespace

Result<std::unique_ptr<CardStage>> scripted_file_stage() {
    PARETO_TRY(auto stage, empty_stage());
    std::ofstream{stage->script()} << "# taps\n";
    return stage;
}

Result<std::unique_ptr<CardStage>> scripted_pipe_stage() {
    PARETO_TRY(auto stage, empty_stage());
    if (::mkfifo(stage->script().c_str(), 0600) != 0) return fault(FaultCode::Exhausted, "no pipe");
    return stage;
}

}  // namespace pareto::test
