// What campaigns gave in a sale, to protobuf and back. Part of the codec.
#pragma once

#include "common/journal/field_reader.h"
#include "common/sale/sale.h"

namespace pareto::journal {

namespace v1 {
class CampaignPricing;
}

void put(const sale::CampaignPricing& from, v1::CampaignPricing& to);
[[nodiscard]] sale::CampaignPricing take(const v1::CampaignPricing& from, Reader& reader);

}  // namespace pareto::journal
