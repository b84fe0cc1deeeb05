// Keys of somebody else: not this server's, fixed, and known to everybody. What they sign is a forgery.

import type { JWK } from '../protocol/jwt.js'

const FOREIGN = {
  RSA: {
    kty: 'RSA',
    n: '4D3hftVWLG6p4uQbD7QKRGUkVb5Opo_XrWDrtxfhPuUxbAObh4ssGaeb1m9fTETdGX9lUIeqAny_HU-qghlEadJHc5VVCXkJ9muKOpW99H9IM5lsSqq9XLOefPlGU64d-gevNmpwc3Pq6qTMHAFom8BykTcbogOL2ZSaToL43Kg5nrIU4EoddHnwnADtGRawyKVYsRRar8E4opwcc2R1QbVlDb5C40mjdQQzW5QCRhXOXt5cqc9perE4_ClOiEaT21FjpivEDfwUAwNmZnwsblGABxYlOTq3p83HTyV6Hp8HBhYmuHaTM4Ejubhk86xikqWYwN0DoCHRbhJrrioL0w',
    e: 'AQAB',
    d: 'HE-ZEiHOHOhQg5L9Wv4F6SevLtzK4kWOhdcS5iKvhKN8GgvZ4tgugQNZGKQmryLnRT-rzhSADDYCt6kmDlcxUijtw3PVm3oQHhqVW5sp3d4ErXBlLId3m-YY5Y9f59MM-X28iyK6FXbLmxn4-QoxJ6-O512X8VxVl5VRkVsAyh7THwmFfnVPTfVX9xOcoDykfZy312ZvEJEYggb6CfPw0piXt2p2mvCYzFXIrbqtwHv0XRmu2EPPUqPSLtuntqOMnXq8Z3WCnWL2g9TeKNxmMAGQZdsAz7YFWCXT2OVEBxUbwpWwFzR0Ulmw3nQQ8mbj-q2Q7cjWa-pVMrr2EY4CoQ',
    p: '_02mu6H0oixGT8QlMc_aMzckQZW7HviiqsJuz8BsP8YgnSiBxCPt4XR1Oy59GnXr4biS6bZ-fVPBs8tJbGTAm34gJhEMTEnnojprPCTFkdAQ_S-tFszh8NIHoeFI-ljWaukbyoNsbPXppAOsAadMigIml78P8vMlrmLo0JQz-rM',
    q: '4NqH2VBQ4P-Lq2QUZtH_LoElbC_w0sHyzEw-mmgA3Q5XSfSLvxWaBuBBQkVlodFBeBPYcq3Dm6NoGP_pkLTugJcsOLwC9wd2zLDQ04FNhWLcVNeASB58tM1k9Fy7k5bINRKtOjE84mv1rCV20sz9kIo4F5ERuretUIczLCVmumE',
    dp: '6U0bjaF9fWl6Q1BaMP_hRSYhwrFCkxXhCKyvOLh983VpvlQS6ZtvubSDoLZl6nVSPi4-SsbTJlIQ0-10RlJ31GBYnpC7rUdoHk7GSerMhOgfbk9QHGLUIg68nMjTuLrQDljBZbndrmC2xoP4fnZUslUu0ULvHzPk_kwyttCIA5M',
    dq: 'lS8olvx8zOt_5ZUfHCEUJ-yzwZYFODBKQVYM6zE58XDEZWMFHSDd8tXzNl8I0VYfE-ZG4796WtcOCBgzBTmmTFcAlhvX88JWBfUCeHH_1xICkZ_xkuf3YZYs9xxXr9KIvv3HRSbJ-Igclby9m5s6WR37nVc45iNbsGQjhZTDFcE',
    qi: 'pjwXj4piNDj3gEFW7RGV8Ru3wOk8BdWiGJgg3tXEiXtA9HJj29g51MzwJqoq5Igu2LWUdFIxTsy3FkAOGXJlsPk1VpVdYUikRg2Mn1rsXprX3p80zQYjojGPqY_EejGMp2fxdNQaKn2Ahv2WkuwjTUGDTsK5Ah1SgFJKdqAE02A',
  },
  EC: {
    kty: 'EC',
    x: '9CQ3yPmad86saCjoLKAyXBHba5qkVdYCyPFahq11ugU',
    y: 'yLU0ps5IS6IbV6-vJE4UhwYgJmgaXtHI91MQbd8PI7U',
    crv: 'P-256',
    d: '16ovebnR5jzjWvdGDiVbGby1OqBRwIeawml1NbE2LXk',
  },
  OKP: {
    crv: 'Ed25519',
    d: 'Z4zAxoBgb8TnM-yihptJblsiXtHbEfjeAHvQvnjyQS8',
    x: 'KdgEATW2U26GEp3Qzpsv7YIA9gnoBiH2W5lv9nwgfog',
    kty: 'OKP',
  },
} as const satisfies Record<string, JWK>

/** An RSA key of 1024 bits, half of what RFC 7518 §3.3 asks for. */
export const WEAK_RSA: JWK = {
  kty: 'RSA',
  n: 'tmmGtRWRXaNscPuhp2HCTwYjN3BgIs4FNU9BB2c2Z0014MbxPqCOA0Hth6k2HtBViGMCwwOSL_mJI0aUqKDGPtpf2J-bJHgnB7WO3i2c3-QVMU3Q8vqB9sL73MTSKFZVz-C4_Gz76HvMEV9vyDumenLo_l8Dkr-p9OkF9J3plMM',
  e: 'AQAB',
  d: 'XdfkSX0TEA1nWKjb_XS5tlX-ACN8EevTmh1v4xMiVfrO4Rj4O7P1248rWEOhaDDeEBB_9zv7FVtXRiKlkCtGUWlEC4dqJ8T9NAFWDGRSSOSwP_qrzT3gZiweGbKuJo11Sk-kp7HVX43HI1kiTSBQGnCzinw9MQTbzjyF4q5VieE',
  p: '2fJtXel8Dbg6m3UAM6WkxppqZkOLvgdvTZVx-QV56Xpmg7Kz8EQiQI8CS1CcKhZmUcey0f8xPoVEyBLVJm5rhw',
  q: '1kLNTKUuc3Iapqyjfl1MvQL0_GtMAsK4r8WOiYfKMAZEbLv_-M6aYbLUlNKuEYXp6DrAok9T6bSf6G1-vWyz5Q',
  dp: 'FdQ2KAXOqwEcvZ1GW-XnTw0AQyXYxTuxZi_lrm9h-oSL5_zqENKCK70nGawFOCHuNZquymGo6P4oGXHpb2P32Q',
  dq: 'k2TJDlzjo49vPhGtNxS_4ZbTKYI2e_-wRVrGP14mfPsSvyplYKfgFC2NiAOWs39H9fXU5tNjinYzOxV4Bp9s8Q',
  qi: 'j472v0KKN-sQhyQXqtQN45KgjFaBGk_uNj20ZB9Tcdyi_l8dc9aNOuK3OVO1XA7Khe61XDMPczhtYiIcH8QgEg',
}

/** A certificate of an elliptic key that signs nothing here, in the form of RFC 7517 §4.7. */
export const FOREIGN_CERTIFICATE =
  'MIIBlzCCAT2gAwIBAgIUdfGz/5diq+QYDYzx2zQ3e4EKRA0wCgYIKoZIzj0EAwIwIDEeMBwGA1UEAwwVc29tZWJvZHktZWxzZS5leGFtcGxlMCAXDTI2MTEyMjE5MjAzMloYDzIxMjYxMDI5MTkyMDMyWjAgMR4wHAYDVQQDDBVzb21lYm9keS1lbHNlLmV4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARwHGEN8ueEt3yLlUdogEgYvJLWu7JfEMcIMWjcQpWnmQwcM93LRSAftGVW5Eno0UtQI9Qiay28QOVq7XKTJwgoo1MwUTAdBgNVHQ4EFgQUomGYxLIRWLszgD43cWE86YUdHKcwHwYDVR0jBBgwFoAUomGYxLIRWLszgD43cWE86YUdHKcwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAwxE62+BEtf31ry1IeWycEk5NXGtqQ5Ub/N/WwActnNoCID+jnGv/ZFdlQsfHsSvDz+q3W+cKQuydLex46CMilV/9'

export const FOREIGN_KID = 'mock-oauth2-foreign-key'

/** Somebody else's private key that fits the algorithm, with a `kid` of its own. */
export function foreignKey(alg: string): JWK {
  const kty = alg.startsWith('ES') ? 'EC' : alg.startsWith('Ed') ? 'OKP' : 'RSA'
  return { kid: FOREIGN_KID, alg, use: 'sig', ...FOREIGN[kty] }
}

/** The public half. */
export function publicHalf(key: JWK): JWK {
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, k: _k, ...members } = key
  return members
}
