"""Names of people, folded for comparing, and the short forms that first names take."""

from __future__ import annotations

import re
import unicodedata

# Short forms by full first name; a person signs with one and is minuted with the other.
_SHORT_FORMS = """
alexander alex al sandy sasha xander | alexandra alex sandra sandy sasha | alfred alf alfie fred | alison ali | amanda mandy
andrew andy drew | angela angie | anne ann annie | anthony tony ant | antonia toni | arthur art | barbara barb babs | benjamin ben
bernadette bernie | bernard bernie | bridget bridie biddy | cameron cam | caroline carrie caro | catherine cathy cath cate kate katie
charles charlie chas chuck | charlotte charlie lottie | christina chris chrissie tina | christine chris chrissie tina
christopher chris kit topher | clifford cliff | cynthia cindy | daniel dan danny | david dave davey | deborah debbie deb debs
dennis den | derek del | diana di | donald don | dorothy dot dotty dolly | douglas doug | edward ed eddie ted ned | eleanor ellie nell
elizabeth liz lizzie beth betty eliza libby bess lisbeth | emily em emmy | eugene gene | florence flo flossie | frances fran franny frankie
francis frank fran | frederick fred freddie | gabriel gabe | geoffrey geoff jeff | georgina georgie gina | gerald gerry jerry
gillian gill jill | gordon gord | graham gray | gregory greg | gwendoline gwen | harold harry hal | harriet hattie harry | heather heth
helen nell nellie | henrietta etta hettie | henry harry hal hank | hugh hughie | ian iain | isabella izzy bella | isobel izzy
jacqueline jackie jacqui | james jim jimmy jamie | jane janey | janet jan | jeffrey jeff | jennifer jenny jen jennie | jeremy jez jerry
jessica jess jessie | joan joanie | joanna jo joanne | john jack johnny jon | jonathan jon jonny | joseph joe joey jo | josephine jo josie
joshua josh | judith judy jude | julia jules julie | julian jules | katherine kathy kath kate katie kay | kathleen kath kathy
kenneth ken kenny | kimberley kim | laurence larry laurie | lawrence larry laurie | leonard len lenny leo | leslie les | lesley les
lewis lew | louise lou | louis lou | lucille lucy | lynda lyn | madeleine maddy | malcolm mal | margaret maggie meg peggy marge margie greta
maria ria | marilyn mari | martin marty | martha mattie | mary molly polly may | matthew matt mat | maureen mo reenie | maurice mo
michael mike mick micky mickey | michelle shelly | mohammed mo | nathaniel nat nate | nathan nat nate | nicholas nick nicky nico
nicola nicky nic nikki | norman norm | oliver ollie olly | olivia liv livvy | oscar ozzy | pamela pam | patricia pat patsy trish tricia paddy
patrick pat paddy | paul pauly | penelope penny pen | peter pete | philip phil pip | philippa pippa pip | phyllis phyl | priscilla cilla
rachel rach | raymond ray | rebecca becky becca bex | reginald reg reggie | richard rich rick ricky dick dickie richie | robert bob bobby rob robbie bert
roderick rod | rodney rod | roger rog | ronald ron ronnie | rosemary rosie rose | rupert rupe | russell russ | samantha sam sammy | samuel sam sammy
sandra sandy | sarah sally sal | sheila shelagh | shirley shirl | sidney sid | sophia sophie | stanley stan | stephanie steph steff
stephen steve stevie | steven steve stevie | stuart stu stew | susan sue susie suzie | suzanne sue suzie | sylvia syl | terence terry tel
teresa terry tess tessa | theodore ted theo | theresa terry tess tessa | thomas tom tommy | timothy tim timmy | tobias toby | valerie val
vanessa nessa | veronica ronnie vera | victor vic | victoria vicky vicki tori | vincent vince vinny | vivian viv | walter wally walt
wendy wend | wilfred wilf fred | william will bill billy willie liam | winifred win winnie freda | yvonne vonny | zachary zach zack
"""
_GROUPS = tuple(frozenset(group.split()) for line in _SHORT_FORMS.strip().splitlines() for group in line.split("|"))
_TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor cllr councillor rev revd reverend sir dame lady lord father fr sister canon the hon capt "
    "captain col major sgt insp supt dci ds dc pc ch cst chief herr frau monsieur madame señor señora".split()
)
_SUFFIXES = frozenset("obe mbe cbe jp mp phd qc kc rn bsc ba ma jr sr ii iii dl esq".split())


def fold(text: str) -> str:
    """Fold a name for comparing: no accents, no case, one kind of apostrophe, no stops, single spaces."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    plain = plain.replace("’", "'").replace("‘", "'").replace("`", "'").replace(".", " ")
    return " ".join(plain.casefold().split())


def words_of(name: str) -> tuple[str, ...]:
    """Give the words of a folded name, without titles ("Cllr") and letters after it ("MBE"); "Surname, First" is turned round."""
    last, comma, first = name.partition(",")
    if comma and first.strip() and fold(first.strip()) not in _SUFFIXES:
        name = f"{first} {last}"
    words = re.findall(r"[^\s,()]+", fold(name))
    kept = [w for i, w in enumerate(words) if not (w in _TITLES and i < len(words) - 1) and not (w in _SUFFIXES and i > 1)]
    return tuple(kept or words)


def initials_of(name: str) -> str:
    """Give the initials of a name in capitals: "Mary-Ann O'Neill" is MO, as clerks write it."""
    return "".join(word[0] for word in words_of(name)).upper()


def same_first_name(one: str, other: str) -> bool:
    """Tell whether two folded first names may be one person's: equal, a known short form, an initial, or a cut of three letters."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) == 1 or (len(short) >= 3 and long.startswith(short)):
        return long.startswith(short)
    return any(one in group and other in group for group in _GROUPS)
