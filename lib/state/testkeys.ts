// Private keys that everybody knows: instant start, stable kids, the same bytes in every run. Their kid
// says that they are public test keys; nothing real may ever trust them.

import type { JWK } from 'jose'

export const PUBLIC_TEST_KEYS: readonly JWK[] = [
  {
    kid: 'mock-oauth2-public-test-key-rs256',
    alg: 'RS256',
    use: 'sig',
    kty: 'RSA',
    n: 'pmXRubiAyZHac-CE-OiPeCydBSkKHISkFp_OJoeViCBaiPCAN9TyWmQHswCnMXyelqPlCECrE0RXFxxUphBhetwUbU2_Qv7IgNj5YTmNKR10BXkxqM4pbM0fNvauW_2lIgl3r2iHtQcIH7kwiWxuv87yLf2Gw1Y33mb1TGDnA-ErIWbv7IW4AqL9JsURpzp1XKX_s-Tp8uVJqvmguMSsF1jI3_geCX1lYleci3aU_iw306H7H-43d_4a_bQXCedyl4fo2X8yLLeHHsJyeaVYShx-RprjGq6dq_rpgYgfkD0rdkYA_NsLdLDiy4y8wE90_a59-Px-O6zZI-PZa9Lruw',
    e: 'AQAB',
    d: 'PHegtHxDNLyvZU-QEsG0LSgNMWxd88oRtPUCnYbExJB5Re0bsu5L2aQjFh3lI_sUyEortwmFAX3ipg_SBPzL57ElLSlFGSvsIcJ3MSkQToIZAMovTRgJ_rM1piwTZXNxeEJ3f0MdmZ_CCIEsDaxdPI-P-z13pPFmYQgKGOTX3lT0exJNTitUL525qobOJGqwWYxf2hb5kOO1LX0coFHQruComKUOe6U5Y2Jfx9OOalVF54SsG9SsQSfnRD3403_7lEdRY2S00nxdsAlKP-WcjEWBDLEFJLec_X_PZLVWkAroo43TRULszRPcMykomuU2erw3fasPAnxpezkK0BncXQ',
    p: '5vFjLq-9Bjn7YUwXn3cXtwfjKZHGcGiANRIcmx6jFK52gUAcyfMn5TjTmKf_AAKUxQrTwe_j6e-Kjrvo1V6Bm0x9ZPIIBajyqD4EMXwQ0BIeK6VndUGWOkJkFLwJih__4wwcV4Ljt5kndHeZkT573kcRt0H8WeikP8hnBn9dg2c',
    q: 'uHOkD3y_CauyckoRReNE7yQg-tvQqg281OfIGN2VbmeH_GXG0UK8tE5NZs6M_JHSYl35CVes3ne6p8SuJuzxmOE_X4a4hZ52gD9aeGw1SHtkGV217WmubiOY5WqjjZT8dm7P7GEQMgYsFh_SmiIL_Hz_2aEljYx9TJhcUrGWlI0',
    dp: 'kl-4n2SfiAzD-Z1C872F-Go1XqmYfrKdYAXEv8ShVIBnd_BszsshJDXqVz1TcGwyYtlD8g3cBO_ggCs1ndcyin3mlE6bKws0EdKM0dhyx45UNRG3Cyiw0Og3irTLzxING5kXdZfuQPX_feA4I0jZNb8RyXc3PL0pLYwVUJb1bE0',
    dq: 'lTv64QztA8YG-rEyiHj4rQNuK4jtqqiyvw9ItdWRsWHShENUOLrmMnun5CX5q9_PeAbQFt743oXAXzyiKpxKXIbh30gAwxsShXC8ofHqqlorAtru9scqebITYoqFCWghWzEMyRM_JzoXMU9N9abWS9JWrp3S5FNmjTI4gC9uxYE',
    qi: 'JMbtkP4WX7UxDotWuKxMw1oY3tu-UQYIdBF9-xD2jfyHBtFItkG7UXwpaUmZ1m1R_P8yTtxCXCKcEANj7q56TrQ2YP0GYpw-LrR47z7lbk6nx2WM5V7TOhVFUjP5VVraA5n76DLnusmfJPuSHEm1SnT7AsMiK2_HoH9qqqxtcT8',
  },
  {
    kid: 'mock-oauth2-public-test-key-ps256',
    alg: 'PS256',
    use: 'sig',
    kty: 'RSA',
    n: '5d722IXOvT5ipmrKz_Knd4PjTcz-i0mhkZd8EGXO3s15eQ2tr8nui_h6rlOiRkGd68qBelTjX47seqKxYNat3K1Xtc-dPhpLM6Z6_czKwwrGhQ4lvJ1Pgva15DMace-o84Otz6B8pGydqXR0ztii2mgf0x5PGmR9TI0m5UOx7iOzdok_p61rM36v51zPQ1NQSNv6RybEOi17SCe2sDhnPuDtsN6XFvnQDC8XnrLnmdDRJEac50cwq7I8m5BxgfJxQftNECemYCPMECt_FNT4upUGLCO6iVWWeMF1JpaOnGGuqkd9YqqsB9dLBWnG9Q6BZuzbrAKzcbRmRhAqmVwEBw',
    e: 'AQAB',
    d: 'Fjt2z2E9qhL3EpZgkDUtWkNQwC0T71_LNxwaHTHjjKv91CXtBwP2ROZe4y5mkvn0rqHy3OSJ6yuVFpVWp4GL5jyDr6tpT2DWpiOzYImmkK-hnKvOHYxvbMC0veHtbFicFBVHwb2JYJO6ufFv_LN6KLqKXW5ggzJ15en--YyPEHOHjVkBMWuhgV2WEf1HFeCDUyba6qtEc97nV1YKN1FYZ7dqLjTK4i3byau7KDEhJTP1bqPXQCSbs5P2oHQUxLk7lkiFL37YnhwkKIeTqcwIajYCpVYJMDiJrJi-Ed7SAWTsqciAgdudhoSRhImC3r3DEQj6y6WHfVwQRhXQz1hnJQ',
    p: '-f9EM0bD7bY_48u_oMfRnJ7NDeSLrh__CA1b0dFOwGL5w2x7kV2mBb236yr-sNXxc4sKuxqjbAahQgtuX37kpNuwMEl16vhHFryPLAigql34lDGuk6S7fKzQV1nkdHjJnzwlxsDEC1TQ-xYthfZT6Uj7eIz6TS21FB1PGkeNdvs',
    q: '62P7a1BXAWrIxAHKvIA_juJfSv5LZUw6ZXzv0S_y7psgs75MpMsrSEab-WJi1qXw0_jcpruALByRbMOEv-5VsmjAtCFDaEnsketmW6z2FGUdpw31LmURP_ppZ9i8XZ5v7q_v--IscXrxJb6wDOJZ1QKeVf1v3kiJ8p14386TyWU',
    dp: 'sDsBYcA16AG8oiGEUZvqqKTNWkjNKo9FofCA1LTe9gIPnXKA3SWOHqfx2eayKgh3MANJKkKKB2HZFYynXsw98_UmC7QNWvlwa5e6ucjPMaoSzK0FKvFKdYYBTEKDKJPpVcX5v1UuHerJcubcan4OAvq-wulmnTdmWeqbU6QzFjc',
    dq: 'WzcfUnKLhK0Qp4PaQDmiZ4gpTTJFnTdw2asUc4eVKAlNHtn7cVCZsSRLhNQvYOZk8H9bYfD-thlL8U3Cv21oH_6fzi2lpWAgIFuMCrJ3mWelmfq6rAPWL2imN-uw8sZWsbPT11PJzR_LGslOB3AfR4AAQ2o2U3jgm_eRw4iVlFE',
    qi: 'B6MC2OB3_G9I6poHy0pstwXcMJRWzK215xKd4FPNZsII_QJKBl7hueBQ3jIY3ye93rNWnFzikmyvQegdmpLQbAAOcNnnWfIWPpFbAtxvI3gP8Uu5QubuzEquEzFo4f6Z7ef58_H-38W7-8ZOx9UNdGb3cUUGBQxKGAcPe0NH2b4',
  },
  {
    kid: 'mock-oauth2-public-test-key-es256',
    alg: 'ES256',
    use: 'sig',
    kty: 'EC',
    x: 'GRKe6V28exy3O1tQI8msBJu5Ou3LEPW_Wt6vjXe7ECU',
    y: 'V8IpDiOWI12w-2zOpsSXwrolrZmYc_8XIoEpwnqjXpA',
    crv: 'P-256',
    d: 'tXACm3HOcU5-OpXb1gKxtO2l2Zd9ukoROAVgt3jCOXs',
  },
  {
    kid: 'mock-oauth2-public-test-key-eddsa',
    alg: 'EdDSA',
    use: 'sig',
    crv: 'Ed25519',
    d: 'YUJKQYPCev7fgetgJtuY4mK22opuy2UR0Px-EU2AKuU',
    x: 'X56Jh-Fi3hkHUZhzdUKFcGFShRmjLRepQ1eZEM10Lho',
    kty: 'OKP',
  },
]
