#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes the certificates beside it, for servers on loopback in tests only; valid to 2046. Needs the openssl command.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
touch "$work/index.txt"
cat >"$work/ca.cnf" <<CONFIG
[ca]
default_ca = test
[test]
database = $work/index.txt
new_certs_dir = $work
rand_serial = yes
default_md = sha256
policy = anything
unique_subject = no
copy_extensions = copy
[anything]
commonName = supplied
CONFIG

authority() { # NAME SUBJECT
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout "$1.key" -out "$work/$1.csr" \
        -subj "/CN=$2" -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign
    openssl ca -batch -notext -config "$work/ca.cnf" -selfsign -keyfile "$1.key" \
        -in "$work/$1.csr" -out "$1.pem" -startdate 20200101000000Z -enddate 20460101000000Z
}

signed() { # NAME SUBJECT EXTENSION START END
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout "$1.key" -out "$work/$1.csr" \
        -subj "/CN=$2" -addext "$3"
    openssl ca -batch -notext -config "$work/ca.cnf" -cert ca.pem -keyfile ca.key \
        -in "$work/$1.csr" -out "$1.pem" -startdate "$4" -enddate "$5"
}

authority ca "HiMAT test authority"
authority stranger "HiMAT test stranger"
signed server localhost "subjectAltName=DNS:localhost,IP:127.0.0.1" 20200101000000Z 20460101000000Z
signed named kubernetes.himat.test "subjectAltName=DNS:kubernetes.himat.test" 20200101000000Z 20460101000000Z
signed expired localhost "subjectAltName=DNS:localhost,IP:127.0.0.1" 20200101000000Z 20200102000000Z
signed client himat-test-client "extendedKeyUsage=clientAuth" 20200101000000Z 20460101000000Z
rm ca.key stranger.key
