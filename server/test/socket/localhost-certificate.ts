/** A certificate for localhost, signed by itself. Its key is public by standing here, and good for nothing else. */
export const localhostCertificate: { readonly key: string; readonly cert: string } = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgnvgVS0RXwoHp2RcX
EB8F+VCdJf7tS3OILN7PO9nILQihRANCAAQlKXQb/BaFuQntOoq+0BHRuohLhXu0
++lmaiTt/Di3VzWqc1RV1X8CiBmwBwOIn2+gLfsKe+O23u73n+9AMxfr
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUEHG2I6w9FpK/FjGg0cBjgf48yJIwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzAzMDgxMloYDzIxMjYxMDMw
MDMwODEyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQlKXQb/BaFuQntOoq+0BHRuohLhXu0++lmaiTt/Di3VzWqc1RV1X8C
iBmwBwOIn2+gLfsKe+O23u73n+9AMxfro28wbTAdBgNVHQ4EFgQUrkduijhgagBx
B31dqwiLvlYTxZ8wHwYDVR0jBBgwFoAUrkduijhgagBxB31dqwiLvlYTxZ8wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhAN6FjJf3i/sEQvpBOuGl4jYam4Lxc+6y2d/kPGfwm/OUAiBX
mNcAnrcPgMG3nCxj1QwivIVlCK4qH8izfBFL3K75Hw==
-----END CERTIFICATE-----
`,
};
