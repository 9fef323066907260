#!/bin/sh
# Makes core/assets/fonts/* from Debian's fonts-noto-cjk (Noto Sans CJK SC) and fonts-noto-core (signs
# that it lacks), both under the SIL OFL 1.1. The characters are those of 通用规范汉字表, 8,105 of them,
# from Debian's unicode-data (Unihan, property kTGH), and what make_fonts.py adds. Run it again after a
# character was added to a template: bold covers only those.
#
#   apt-get install fonts-noto-cjk fonts-noto-core unicode-data python3-venv && scripts/make-fonts.sh
#
# Written with fonts-noto-cjk 1:20220127+repack1-1, fonts-noto-core 20201225-1, unicode-data 15.0.0-1
# and fonttools 4.68.0, which give the files in the repository byte for byte.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
environment=$(mktemp -d)
trap 'rm -rf "$environment"' EXIT
python3 -m venv "$environment"
"$environment/bin/pip" install --quiet fonttools==4.68.0
"$environment/bin/python" "$root/scripts/make_fonts.py" "$root" "${UNIHAN:-/usr/share/unicode/Unihan_OtherMappings.txt.bz2}"
