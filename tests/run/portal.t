#!/usr/bin/env bash
# The sample portal: pages, listings, feed, labels and faults.
set -u
build=${BUILD:-build}
portal=$build/tests/portal/portal
root=tests/portal
detail=/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx
count=0 failed=0 pid=

tmp=$(mktemp -d)
stop() {
	[ -n "$pid" ] && kill "$pid" 2>/dev/null && wait "$pid"
	pid=
}
trap 'stop; rm -rf "$tmp"' EXIT

ok() { # ok NAME COMMAND...
	local name=$1
	shift
	count=$((count + 1))
	if "$@"; then
		echo "ok $count - $name"
	else
		failed=$((failed + 1))
		echo "not ok $count - $name"
		echo "# $*" | head -c 500 | head -n 1
	fi
}

start() { # start OPTION...: sets pid and base
	rm -f "$tmp/port"
	"$portal" --root "$root" --port 0 --port-file "$tmp/port" "$@" \
		>"$tmp/out" 2>"$tmp/err" &
	pid=$!
	for _ in $(seq 100); do
		[ -s "$tmp/port" ] && break
		sleep 0.05
	done
	base=http://127.0.0.1:$(cat "$tmp/port")
}

get() { curl -sS --max-time 20 "$base$1"; }
code() { curl -s --max-time 20 -o "$tmp/body" -w '%{http_code}' "$base$1"; }
exits() { # exits STATUS COMMAND...
	local want=$1 got=0
	shift
	"$@" >"$tmp/body" 2>"$tmp/err" || got=$?
	[ "$got" = "$want" ]
}
lines() { [ "$(get "$1" | grep -c "$2")" = "$3" ]; }
has() { get "$1" | grep -F -- "$2" >"$tmp/body"; }
lacks() { ! has "$1" "$2"; }
is() { [ "$1" = "$2" ]; }

[ -x "$portal" ] || { echo "1..0 # SKIP no $portal"; exit 0; }
start
ok "prints its address when it is ready" is "$(cat "$tmp/out")" "$base/"

# Pages.
a="$detail?ItemID=1266&l=Tintrongtinh"
ok "SharePoint: title, date and text" \
	has "$a+++&lv=11" "92,96% kế hoạch quý"
ok "SharePoint: the time behind the date" has "$a" "06/04/2022 09:47:58"
ok "SharePoint: parameter order, padding and layout do not matter" is \
	"$(get "$a" | sha256sum)" \
	"$(get "$detail?l=Tintrongtinh%2F+++++++&lv=5&ItemID=1266" | sha256sum)"
ok "SharePoint: ItemID counts in each list anew" is \
	"$(get "$detail?ItemID=178&l=Tintrongtinh" | grep -c 6,81%)$(
	get "$detail?ItemID=178&l=Thongtinkinhtexahoi" | grep -c 10,41%)" 11
ok "SharePoint: an unknown item is not found" \
	is "$(code "$detail?ItemID=9&l=Tintrongtinh")" 404
ok "Drupal: one node at two addresses" is \
	"$(get /vi/node/22371 | sha256sum)" "$(get \
	/content/news/san-xuat-cong-nghiep-thuong-mai-quy-i-nam-2020 |
	sha256sum)"
ok "Drupal: the node names its canonical address" has /node/22371 \
	"rel=\"canonical\" href=\"$base/content/news/san-xuat-cong-nghiep-"
ok "Drupal: both addresses are on the listing" is "$(
	get '/vi/tin-tuc?page=2' | grep -c -e 'href="/vi/node/22371"' \
	-e 'href="/content/news/san-xuat-cong-nghiep-thuong-mai-quy-i')" 1
ok "newspaper: the date as the paper prints it" has /12/303355/x.aspx \
	"Cập nhật: Thứ năm, 2/11/2023 | 11:00:51 AM"
ok "newspaper: the slug does not matter" is \
	"$(get /12/303355/x.aspx | sha256sum)" \
	"$(get /12/303355/y-.aspx | sha256sum)"
ok "newspaper: the caption stands twice" is "$(
	get /12/303355/x.aspx | grep -c '>Kiểm tra ván ép.*<')" 2
ok "newspaper: the tail holds figures of other stories" is "$(
	get /12/303412/x.aspx | sed '1,/Các tin khác/d' | grep -c 13,7%)" 1
ok "newspaper: the print view has no tail" \
	lacks /PrintPreview/303412/ "Các tin khác"
ok "a picture" is "$(code /PublishingImages/infographic-1.png)" 200
ok "robots.txt" has /robots.txt "Disallow: /_layouts/"
ok "an unknown address" is "$(code /khong-co)" 404
ok "another method" \
	is "$(curl -s -o "$tmp/body" -w '%{http_code}' -X PUT "$base/12/")" 405
etag=$(curl -sI "$base/12/303412/x.aspx" | tr -d '\r' | sed -n 's/^ETag: //p')
ok "an unchanged page is not sent again" is "$(curl -s -o "$tmp/body" \
	-w '%{http_code}' -H "If-None-Match: $etag" \
	"$base/12/303412/x.aspx")" 304
ok "what a request says is escaped" \
	lacks "$detail?l=%3Cscript%3Ealert(1)%3C/script%3E" "<script>alert"

# Listings, newest first, and the feed.
ok "a listing has five releases a page" lines \
	"$detail?l=Tintrongtinh&lv=11" 'class="ten-tin"' 5
first=$(get /12/ | grep -o 'href="/12/[0-9][0-9]*' | head -n 1)
ok "the newest stands first" is "${first##*/}" 362105
ok "a page past the end has no releases" \
	lines '/vi/tin-tuc?page=9' 'class="views-row"' 0
ok "a page that is no number is the first" is \
	"$(get '/12/?page=x' | sha256sum)" "$(get /12/ | sha256sum)"
ok "the feed is XML with ten items" python3 - "$base/rss/kinh-te.rss" <<'PY'
import sys, urllib.request, xml.etree.ElementTree as et
root = et.fromstring(urllib.request.urlopen(sys.argv[1], timeout=20).read())
items = root.findall("channel/item")
assert len(items) == 10, len(items)
assert all("/12/" in i.findtext("link") for i in items)
assert items[0].findtext("pubDate") == "Wed, 12 Nov 2025 13:28:05 +0700"
PY

# Follow the listings as sources.json.in tells, then look at each release.
sed "s/@PORT@/${base##*:}/" $root/config/sources.json.in >"$tmp/sources.json"
"$portal" --root $root --list >"$tmp/list"
cat >"$tmp/walk.py" <<'PY'
import html, json, re, sys, urllib.parse, urllib.request
sources, listed, base = sys.argv[1:]
get = lambda u: urllib.request.urlopen(u, timeout=20).read().decode()
anchor = {"sample-sharepoint": r'class="ten-tin" href="([^"]*)"',
          "sample-drupal": r'<h3 [^>]*><a href="([^"]*)"',
          "sample-news": r'class="tieu-de-bai" href="([^"]*)"'}
found = set()
for source in json.load(open(sources))["sources"]:
    for entry in source["entries"]:
        if entry["kind"] != "listing":
            continue
        pages, n = entry["pages"], 0
        while n < pages["max"]:
            url = entry["url"] if n == 0 else pages["url"].replace(
                "{page}", str(pages["from"] + n - 1))
            links = re.findall(anchor[source["id"]], get(url))
            if not links:
                break
            for link in links:
                page = get(urllib.parse.urljoin(url, html.unescape(link)))
                assert "??" not in page, link
                title = re.search(r"<h1[^>]*>(.*?)</h1>", page).group(1)
                found.add((source["id"], title))
            n += 1
rows = [line.split("\t") for line in open(listed)]
assert len(found) == len(rows) >= 24, (len(found), len(rows))
assert {y[1][:4] for y in rows} == set("2019 2020 2021 2022 2023 2024 "
                                       "2025".split())
PY
ok "every release is reached by its listing, 24 or more of 2019 to 2025" \
	python3 "$tmp/walk.py" "$tmp/sources.json" "$tmp/list" "$base"
cat >"$tmp/gold.py" <<'PY'
# Each label names a number that the release prints, as printed or as the
# labelling rules turn it: a fall, a share above plan, a ratio, a multiple.
import decimal, html, json, re, sys, unicodedata
D = decimal.Decimal
keys = {"kind", "indicator", "ref_area", "breakdown", "time_period", "role",
        "transformation", "obs_value", "unit_measure", "unit_mult",
        "price_base", "obs_status", "bound"}
labels = 0
for line in open(sys.argv[1]):
    name, gold = line.split("\t")[0], line.rstrip("\n").split("\t")[3]
    body = open(gold.replace(".gold.ndjson", ".html")).read()
    text = unicodedata.normalize("NFC", html.unescape(
        re.sub(r"<[^>]*>", " ", body.split("\n\n", 1)[1])))
    printed = {D(n.replace(".", "").replace(",", "."))
               for n in re.findall(r"\d+(?:\.\d{3})*(?:,\d+)?", text)}
    seen = set()
    for row in open(gold):
        r = json.loads(row, parse_float=D, parse_int=D)
        assert set(r) == keys, (name, set(r) ^ keys)
        assert r["price_base"] is None or r["transformation"] == "level", row
        v = r["obs_value"]
        ways = {v, -v, v + 100, v - 100, 1 + v / 100}
        assert ways & printed, (name, row)
        assert row not in seen, (name, row)
        seen.add(row)
        labels += 1
assert labels >= 200, labels
PY
ok "every label is a number that its release prints" \
	python3 "$tmp/gold.py" "$tmp/list"
pair=$(grep -l '"2023-Q1".*"yoy"' $root/releases/sharepoint/*.ndjson)
ok "the correction pair: two values for the first quarter of 2023" \
	is "$(echo "$pair" | wc -l)" 2
ok "two requests give the same page" is \
	"$(get /12/ | sha256sum)" "$(get /12/ | sha256sum)"
stop
ok "ends on SIGTERM" is "$(curl -s -o "$tmp/body" -w '%{http_code}' \
	--max-time 5 "$base/12/")" 000

# Faults.
start --fault 404:/12/303412/ --fault 500:drupal/2022-09-tam-thang \
	--fault empty:/12/303355/ --fault short:/12/303980/ \
	--fault latin1:/12/317026/ --fault slow:/12/341877/=100 \
	--fault reset:/12/349420/ --fault 'redirect:/12/181744/=/12/210588/' \
	--fault '503*2:/12/225301/'
ok "404" is "$(code /12/303412/x.aspx)" 404
ok "500, named by its release, at each address" is "$(
	code /vi/node/26655)$(code \
	/content/news/tam-thang-gia-tri-san-xuat-cong-nghiep-dat-645-ke-hoach
	)" 500500
ok "empty" is "$(code /12/303355/x.aspx)$(wc -c <"$tmp/body")" 2000
ok "short: curl misses bytes" exits 18 curl -s "$base/12/303980/x.aspx"
ok "short: what there is of it comes" is "$(
	curl -s "$base/12/303980/x.aspx" | grep -c '</html>')" 1
get /12/317026/x.aspx >"$tmp/page"
ok "latin1: not UTF-8" exits 1 iconv -f UTF-8 -t UTF-8 "$tmp/page"
ok "latin1: and the header says that it is" is "$(curl -sI \
	"$base/12/317026/x.aspx" | grep -c 'charset=utf-8')" 1
ok "slow: three kilobytes take 0.3 s" is "$(curl -s -o "$tmp/body" -w \
	'%{time_total}' "$base/12/341877/x.aspx" | awk '{print ($1 >= 0.3)}')" 1
ok "slow: and are whole" grep -q '</html>' "$tmp/body"
ok "reset" exits 56 curl -s "$base/12/349420/x.aspx"
ok "redirect" is "$(curl -s -o "$tmp/body" -w '%{http_code} %{redirect_url}' \
	"$base/12/181744/x.aspx")" "302 $base/12/210588/"
ok "a fault with a number of times passes" is "$(code /12/225301/x.aspx)$(
	code /12/225301/x.aspx)$(code /12/225301/x.aspx)" 503503200
ok "other pages are well" is "$(code /12/254410/x.aspx)" 200
stop

start --fault 429:/12/303412/=7 --fault '503*1:/12/303355/=9' \
	--fault soft404:/12/303980/ --fault unasked:/12/317026/ \
	--fault type:/12/341877/ --fault bomb:/12/349420/ \
	--fault brotli:/12/181744/ --fault loop:/12/225301/ \
	--fault 408:/12/254410/ --fault 410:/12/210588/
header() { curl -s --max-time 20 -o "$tmp/body" -D - "$base$1" | tr -d '\r' |
	sed -n "s/^$2: //p"; }
ok "429 with a time" is "$(code /12/303412/x)$(header /12/303412/x \
	Retry-After)" 4297
ok "503 with a time, once" is "$(header /12/303355/x Retry-After)$(
	code /12/303355/x)" 9200
ok "408 and 410" is "$(code /12/254410/x)$(code /12/210588/x)" 408410
ok "soft404: status 200" is "$(code /12/303980/x)" 200
ok "soft404: an error page all the same" grep -q "404" "$tmp/body"
ok "unasked: 304 to whoever asks" is "$(code /12/317026/x)" 304
ok "type: said to be PDF" is "$(header /12/341877/x Content-Type)" \
	application/pdf
ok "type: the page as it is" grep -q '</html>' "$tmp/body"
ok "bomb: 64 MiB behind a hundred kilobytes" is "$(
	header /12/349420/x Content-Encoding)$(($(wc -c <"$tmp/body") / 102400
	))$(curl -s --max-time 20 --compressed "$base/12/349420/x" | wc -c)" \
	gzip067108864
ok "brotli: said to be" is "$(header /12/181744/x Content-Encoding)" br
ok "loop: to where one is" is "$(header '/12/225301/x?y=1' Location)" \
	'/12/225301/x?y=1'
ok "the faults are listed" is "$("$portal" --help |
	grep -c -e '^  429 ' -e '^  bomb ' -e '^  loop ' -e '^  soft404 ')" 4
stop

# Publishing later, correcting, moving counters.
start --hide-after 10 --moving
ok "hidden releases are not found" is "$(code /12/303412/x.aspx)" 404
ok "nor listed" is "$(get /12/ | grep -c 'class="tieu-de-bai"')" 2
ok "moving: two requests differ in their counters" bash -c \
	"! cmp -s <(curl -s $base/12/) <(curl -s $base/12/)"
stop
cp -r $root "$tmp/copy"
sed -i 's/9,18%/9,81%/' "$tmp/copy/releases/news/2024-04-iip-quy-1.html"
root=$tmp/copy start
ok "a corrected copy" has /12/317026/x.aspx 9,81%
stop
printf 'id 5\n\n<p>x</p>\n' >"$tmp/copy/releases/news/bad.html"
ok "a release with a faulty header is refused" \
	exits 3 "$portal" --root "$tmp/copy" --list
ok "and named" grep -q 'releases/news/bad.html: expected "key: value"' \
	"$tmp/err"
ok "an unknown fault is refused" \
	exits 2 "$portal" --root $root --port 0 --fault nope:/12/
ok "a redirection to nowhere is refused" \
	exits 2 "$portal" --root $root --port 0 --fault redirect:/12/
ok "a port that is no number is refused" \
	exits 2 "$portal" --root $root --port 80a

echo "1..$count"
[ "$failed" = 0 ]
