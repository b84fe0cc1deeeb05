// A self-signed certificate by keys that were thrown away, and the thumbprint of it that test/tokens/certificate.test.ts knows.

export const CERTIFICATE = [
  '-----BEGIN CERTIFICATE-----',
  'MIIBcjCCARmgAwIBAgIUbYC6fPa2f3Q9wcQkBlDjn0q42SgwCgYIKoZIzj0EAwIw',
  'DjEMMAoGA1UEAwwDb25lMCAXDTI2MTEyMjE3NDIzN1oYDzIxMjYxMDI5MTc0MjM3',
  'WjAOMQwwCgYDVQQDDANvbmUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARk5Yp8',
  'zC4ZSZoaVV2P5CVADBNDe9OgVbdYKksCjik8arPqWD7hztQ0h+NJSWD0TMwyN80T',
  '46LwX+nObUk3IeWUo1MwUTAdBgNVHQ4EFgQUPsTRmfwRONgCaXoclUiXEPmPw/4w',
  'HwYDVR0jBBgwFoAUPsTRmfwRONgCaXoclUiXEPmPw/4wDwYDVR0TAQH/BAUwAwEB',
  '/zAKBggqhkjOPQQDAgNHADBEAiATnYUgSkIPxmRLHW5rvR2FO7CxYo6QxpO5vBqJ',
  'kS4UHwIgY/ooJ/LTYzrWaZ+6j4F9i6RvE2DZeged6H3l8wBwDNg=',
  '-----END CERTIFICATE-----',
].join('\n')
