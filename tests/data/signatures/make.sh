#!/bin/sh
# Makes the test certificates and signatures of this folder anew. Private keys live in a temporary folder only.
# Needs OpenSSL 3 and its GOST engine (package libengine-gost-openssl); GOST_ENGINE names the file gost.so.
set -eu
cd "$(dirname "$0")"
export OPENSSL_CONF="$PWD/openssl.cnf"
export GOST_ENGINE="${GOST_ENGINE:?where is gost.so?}"
KEEP=$(mktemp -d)
export KEEP
trap 'rm -rf "$KEEP"' EXIT
: >"$KEEP/index.txt"

# certificate NAME SUBJECT EXTENSIONS ISSUER FROM TO [genpkey options]: an ISSUER of "-" signs itself
certificate() {
    name=$1 SUBJECT=$2 extensions=$3 issuer=$4 from=$5 to=$6
    export SUBJECT
    shift 6
    openssl genpkey "$@" -out "$KEEP/$name.key" 2>"$KEEP/log"
    openssl req -new -key "$KEEP/$name.key" -out "$KEEP/$name.csr"
    if [ "$issuer" = - ]; then
        set -- -selfsign -keyfile "$KEEP/$name.key"
    else
        set -- -cert "$KEEP/$issuer.pem" -keyfile "$KEEP/$issuer.key"
    fi
    openssl ca -batch -notext -preserveDN "$@" -extensions "$extensions" -startdate "$from" -enddate "$to" \
        -in "$KEEP/$name.csr" -out "$KEEP/$name.pem" 2>"$KEEP/log" || { cat "$KEEP/log"; exit 1; }
}

# sign NAME DIGEST FILE [cms options]
sign() {
    name=$1 md=$2 file=$3
    shift 3
    openssl cms -sign -binary -cades -md "$md" -signer "$KEEP/$name.pem" -inkey "$KEEP/$name.key" \
        -in content.txt "$@" -out "$file"
}

since=20240101000000Z till=20440101000000Z
printf 'Учебный документ, который подписан для проверки.\r\n' >content.txt

certificate root-gost root as_root - $since $till -algorithm gost2012_256 -pkeyopt paramset:A
certificate root-rsa root as_root - $since $till -algorithm RSA -pkeyopt rsa_keygen_bits:2048
certificate middle middle as_root root-gost $since $till -algorithm gost2012_512 -pkeyopt paramset:A
certificate gost256 leaf as_leaf root-gost $since $till -algorithm gost2012_256 -pkeyopt paramset:XA
certificate gost512 leaf as_leaf middle $since $till -algorithm gost2012_512 -pkeyopt paramset:B
certificate rsa leaf as_leaf root-rsa $since $till -algorithm RSA -pkeyopt rsa_keygen_bits:2048
certificate ecdsa leaf as_leaf root-rsa $since $till -algorithm EC -pkeyopt ec_paramgen_curve:P-256
certificate expired leaf as_leaf root-gost $since 20250101000000Z -algorithm gost2012_256 -pkeyopt paramset:A

sign gost256 md_gost12_256 gost256.sig -outform DER
sign gost256 md_gost12_256 "$KEEP/pem" -outform PEM
sed '/^-----/d' "$KEEP/pem" >gost256.base64.sig
sed '' "$KEEP/pem" >gost256.pem.sig
sign gost512 md_gost12_512 gost512.sig -outform DER -certfile "$KEEP/middle.pem"
sign gost256 md_gost12_256 two.sig -outform DER -signer "$KEEP/expired.pem" -inkey "$KEEP/expired.key"
sign gost256 md_gost12_256 keyid.sig -outform DER -keyid
sign gost256 md_gost12_256 attached.sig -outform DER -nodetach
sign rsa sha256 rsa.sig -outform DER
sign rsa sha512 rsa-pss.sig -outform DER -keyopt rsa_padding_mode:pss
sign rsa sha1 rsa-sha1.sig -outform DER
sign ecdsa sha256 ecdsa.sig -outform DER
sign expired md_gost12_256 expired.sig -outform DER

for curve in A B C XA XB TCA TCB TCC TCD; do
    certificate curve plain as_leaf - $since $till -algorithm gost2012_256 -pkeyopt paramset:$curve
    sign curve md_gost12_256 "curve-256-$curve.sig" -outform DER
done
for curve in A B C; do
    certificate curve plain as_leaf - $since $till -algorithm gost2012_512 -pkeyopt paramset:$curve
    sign curve md_gost12_512 "curve-512-$curve.sig" -outform DER
done

for root in root-gost root-rsa; do
    cp "$KEEP/$root.pem" "$root.pem"
done
