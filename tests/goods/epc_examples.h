// The examples of the GS1 EPC Tag Data Standard, in all four forms.
#pragma once

#include <array>
#include <ostream>
#include <string_view>

#include "common/goods/epc.h"

namespace pareto::goods::test {

struct EpcExample {
    EpcScheme scheme;
    std::string_view hex;  ///< as printed: digits behind the code's last bit are left out
    std::string_view tag_uri;
    std::string_view identity_uri;
    std::string_view elements;

    friend void PrintTo(const EpcExample& example, std::ostream* out) { *out << example.tag_uri; }
};

inline constexpr auto kEpcExamples = std::to_array<EpcExample>({
    {EpcScheme::Sgtin96,
     "3074257BF7194E4000001A85",
     "urn:epc:tag:sgtin-96:3.0614141.812345.6789",
     "urn:epc:id:sgtin:0614141.812345.6789",
     "(01)80614141123458(21)6789"},
    {EpcScheme::Sgtin198,
     "3674257BF6B7A659B2C2BF1000000000000000000000000000",
     "urn:epc:tag:sgtin-198:3.0614141.712345.32a%2Fb",
     "urn:epc:id:sgtin:0614141.712345.32a%2Fb",
     "(01)70614141123451(21)32a/b"},
    {EpcScheme::Sscc96,
     "3174257BF4499602D2000000",
     "urn:epc:tag:sscc-96:3.0614141.1234567890",
     "urn:epc:id:sscc:0614141.1234567890",
     "(00)106141412345678908"},
    {EpcScheme::Sgln96,
     "3274257BF46072000000162E",
     "urn:epc:tag:sgln-96:3.0614141.12345.5678",
     "urn:epc:id:sgln:0614141.12345.5678",
     "(414)0614141123452(254)5678"},
    {EpcScheme::Sgln195,
     "3974257BF46072CD9615F8800000000000000000000000000",
     "urn:epc:tag:sgln-195:3.0614141.12345.32a%2Fb",
     "urn:epc:id:sgln:0614141.12345.32a%2Fb",
     "(414)0614141123452(254)32a/b"},
    {EpcScheme::Grai96,
     "3374257BF40C0E400000162E",
     "urn:epc:tag:grai-96:3.0614141.12345.5678",
     "urn:epc:id:grai:0614141.12345.5678",
     "(8003)006141411234525678"},
    {EpcScheme::Grai170,
     "3774257BF40C0E59B2C2BF100000000000000000000",
     "urn:epc:tag:grai-170:3.0614141.12345.32a%2Fb",
     "urn:epc:id:grai:0614141.12345.32a%2Fb",
     "(8003)0061414112345232a/b"},
    {EpcScheme::Giai96,
     "3474257BF40000000000162E",
     "urn:epc:tag:giai-96:3.0614141.5678",
     "urn:epc:id:giai:0614141.5678",
     "(8004)06141415678"},
    {EpcScheme::Giai202,
     "3874257BF59B2C2BF1000000000000000000000000000000000",
     "urn:epc:tag:giai-202:3.0614141.32a%2Fb",
     "urn:epc:id:giai:0614141.32a%2Fb",
     "(8004)061414132a/b"},
    {EpcScheme::Gsrn96,
     "2D74257BF4499602D2000000",
     "urn:epc:tag:gsrn-96:3.0614141.1234567890",
     "urn:epc:id:gsrn:0614141.1234567890",
     "(8018)061414112345678902"},
    {EpcScheme::Gsrnp96,
     "2E74257BF4499602D2000000",
     "urn:epc:tag:gsrnp-96:3.0614141.1234567890",
     "urn:epc:id:gsrnp:0614141.1234567890",
     "(8017)061414112345678902"},
    {EpcScheme::Gdti96,
     "2C74257BF46072000000162E",
     "urn:epc:tag:gdti-96:3.0614141.12345.5678",
     "urn:epc:id:gdti:0614141.12345.5678",
     "(253)06141411234525678"},
    {EpcScheme::Gdti174,
     "3E74F4E4E7039B061438997367D0C18B266D1AB66EE0",
     "urn:epc:tag:gdti-174:3.4012345.98765.ABCDefgh012345678",
     "urn:epc:id:gdti:4012345.98765.ABCDefgh012345678",
     "(253)4012345987652ABCDefgh012345678"},
    {EpcScheme::Sgcn96,
     "3F74F4E4E612640000019907",
     "urn:epc:tag:sgcn-96:3.4012345.67890.04711",
     "urn:epc:id:sgcn:4012345.67890.04711",
     "(255)401234567890104711"},
    {EpcScheme::Cpi96,
     "3C74257BF400C0E680003039",
     "urn:epc:tag:cpi-96:3.0614141.98765.12345",
     "urn:epc:id:cpi:0614141.98765.12345",
     "(8010)061414198765(8011)12345"},
    {EpcScheme::CpiVar,
     "3D74257BF75411DEF6B4CC00000003039",
     "urn:epc:tag:cpi-var:3.0614141.5PQ7%2FZ43.12345",
     "urn:epc:id:cpi:0614141.5PQ7%2FZ43.12345",
     "(8010)06141415PQ7/Z43(8011)12345"},
    {EpcScheme::Itip110,
     "4074F4E4E40C0E40820000000F6C",
     "urn:epc:tag:itip-110:3.4012345.012345.01.02.987",
     "urn:epc:id:itip:4012345.012345.01.02.987",
     "(8006)040123451234560102(21)987"},
    {EpcScheme::Itip212,
     "4174F4E4E40C0E4082DBDD8B36600000000000000000000000000000",
     "urn:epc:tag:itip-212:3.4012345.012345.01.02.mw133",
     "urn:epc:id:itip:4012345.012345.01.02.mw133",
     "(8006)040123451234560102(21)mw133"},
    {EpcScheme::Gid96,
     "350007AB70425D4000000586",
     "urn:epc:tag:gid-96:31415.271828.1414",
     "urn:epc:id:gid:31415.271828.1414",
     ""},
    {EpcScheme::Usdod96,
     "2F320434147455900000162E",
     "urn:epc:tag:usdod-96:3.CAGEY.5678",
     "urn:epc:id:usdod:CAGEY.5678",
     ""},
    {EpcScheme::AdiVar,
     "3B0E0CF5E76C9047759AD00373DC7602E7200",
     "urn:epc:tag:adi-var:3.35962.PQ7VZ4.M37GXB92",
     "urn:epc:id:adi:35962.PQ7VZ4.M37GXB92",
     ""},
});

/// The bytes of printed digits: zeros are added up to a whole byte.
[[nodiscard]] inline Bytes bytes_of(std::string_view hex) {
    std::string digits{hex};
    if (digits.size() % 2 != 0) digits += '0';
    return from_hex(digits).value();
}

}  // namespace pareto::goods::test
