// Personal data beside an entry.
#include "hq/app/personal.h"
#include "tests/fuzz/fuzz.h"

PARETO_FUZZ(personal) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    // Line breaks that foreign bytes have inside a value become spaces once; from then on nothing
    // changes.
    const auto once = hq::read_personal(hq::encode_personal(hq::read_personal(input)));
    PARETO_CHECK(hq::read_personal(hq::encode_personal(once)) == once);
    const auto birthday = hq::parse_birthday(Bytes{input});
    PARETO_CHECK(!birthday || birthday->ok());
}
