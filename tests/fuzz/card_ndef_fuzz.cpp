// NDEF messages.
#include "drivers/card/ndef.h"
#include "tests/fuzz/fuzz.h"

PARETO_FUZZ(card_ndef) {
    using namespace pareto;                 // NOLINT(google-build-using-namespace)
    using namespace pareto::drivers::card;  // NOLINT(google-build-using-namespace)
    const auto records = decode_ndef(input);
    if (!records) {
        PARETO_CHECK(!name_of(records.error()).empty());
        return;
    }
    PARETO_CHECK(!records->empty() && records->size() <= kNdefRecordsMax);
    // Written in the shortest form it is the same message, and no longer.
    const Bytes again = encode_ndef(*records);
    PARETO_CHECK(again.size() <= input.size() && decode_ndef(again) == records);
    for (const NdefRecord& record : *records) {
        if (const auto uri = uri_of(record)) {
            const bool well_known = record.type_name == TypeName::WellKnown;
            if (well_known) PARETO_CHECK(uri_of(uri_record(*uri)) == uri);
        }
        if (const auto text = text_of(record)) PARETO_CHECK(text_of(text_record(*text)) == text);
        (void)external_of(record, "example.com:member");
    }
}
