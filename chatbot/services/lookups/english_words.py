"""What English-speaking residents call things that the city's lists name in Japanese."""

_PAIRS = """
aerosol can=スプレー缶|air conditioner=エアコン|aluminum foil=アルミホイル|aluminium foil=アルミホイル
bag=かばん|baby carriage=ベビーカー|stroller=ベビーカー|battery=乾電池|bed=ベッド|belt=ベルト|bicycle=自転車
bike=自転車|blanket=毛布|book=本|bookshelf=本棚|bottle cap=ペットボトルのふた|bowl=茶わん|box=段ボール
branch=木の枝|bucket=バケツ|can=缶|candle=ろうそく|car tire=タイヤ|cardboard=段ボール|cardboard box=段ボール
carpet=カーペット|cat litter=猫砂|cd=CD|chair=いす|clock=時計|clothes=衣類|clothing=衣類
coat hanger=ハンガー|computer=パソコン|cooking oil=食用油|cup=コップ|curtain=カーテン|cushion=クッション
desk=机|diaper=紙おむつ|nappy=紙おむつ|disposable chopstick=割りばし|chopstick=はし|dvd=DVD|dryer=ドライヤー
hair dryer=ドライヤー|egg carton=卵パック|egg shell=卵の殻|eggshell=卵の殻|electric fan=扇風機|fan=扇風機
envelope=封筒|fire extinguisher=消火器|fish bone=魚の骨|fluorescent lamp=蛍光灯|fluorescent tube=蛍光灯
food scrap=生ごみ|food waste=生ごみ|kitchen waste=生ごみ|food tray=食品トレイ|fridge=冷蔵庫
refrigerator=冷蔵庫|freezer=冷凍庫|frying pan=フライパン|futon=布団|glass=コップ|glass bottle=びん
glove=手袋|grass=草|guitar=ギター|hat=帽子|heater=ストーブ|iron=アイロン|kettle=やかん|knife=包丁
leaf=落ち葉|fallen leaf=落ち葉|leaves=落ち葉|leather shoe=革靴|shoe=靴|sneaker=スニーカー|light bulb=電球
lighter=ライター|magazine=雑誌|mask=マスク|match=マッチ|mattress=マットレス|microwave=電子レンジ
microwave oven=電子レンジ|milk carton=牛乳パック|mirror=鏡|mobile phone=携帯電話|cell phone=携帯電話
smartphone=スマートフォン|phone=携帯電話|motorcycle=オートバイ|newspaper=新聞紙|paper cup=紙コップ
pen=ボールペン|pencil=鉛筆|pet bottle=ペットボトル|plastic bottle=ペットボトル|photo=写真|piano=ピアノ
pillow=枕|plant pot=植木鉢|flower pot=植木鉢|plastic bag=レジ袋|plastic toy=おもちゃ|plate=皿|dish=皿|pot=鍋
printer=プリンター|rice cooker=炊飯器|receipt=レシート|rubber boot=長靴|boot=長靴|scissors=はさみ
shampoo bottle=シャンプーの容器|ski=スキー板|sofa=ソファ|couch=ソファ|sponge=スポンジ
stuffed animal=ぬいぐるみ|styrofoam=発泡スチロール|suitcase=スーツケース|table=テーブル|television=テレビ
tv=テレビ|thermometer=体温計|tire=タイヤ|tissue=ティッシュペーパー|toaster=トースター|toothbrush=歯ブラシ
towel=タオル|toy=おもちゃ|umbrella=傘|vacuum cleaner=掃除機|vase=花びん|video tape=ビデオテープ|wallet=財布
washing machine=洗濯機|wardrobe=たんす|chest of drawers=たんす|cupboard=食器棚|watch=時計|wood=木材
"""
THINGS = dict(pair.split("=") for pair in _PAIRS.replace("\n", "|").split("|") if pair)
KINDS = {
    "non-burnable": "燃えないごみ",
    "non burnable": "燃えないごみ",
    "nonburnable": "燃えないごみ",
    "unburnable": "燃えないごみ",
    "not burnable": "燃えないごみ",
    "incombustible": "燃えないごみ",
    "non-combustible": "燃えないごみ",
    "noncombustible": "燃えないごみ",
    "burnable": "燃えるごみ",
    "combustible": "燃えるごみ",
    "recyclables": "資源ごみ",
    "recyclable": "資源ごみ",
    "recycling": "資源ごみ",
    "plastic bottles": "ペットボトル",
    "pet bottles": "ペットボトル",
    "plastics": "プラごみ",
    "plastic": "プラごみ",
    "glass bottles": "びん",
    "bottles": "びん",
    "cans": "缶",
    "paper": "古紙",
    "clothes": "古布",
    "hazardous": "有害ごみ",
}
"""Longer words before the shorter ones that are part of them."""
FACILITIES = {
    "central library": "中央図書館",
    "libraries": "図書館",
    "library": "図書館",
    "city hall": "市役所",
    "city office": "市役所",
    "town hall": "市役所",
    "branch office": "支所",
    "community center": "公民館",
    "community centre": "公民館",
    "public hall": "公民館",
    "civic hall": "市民会館",
    "children's center": "児童館",
    "children's centre": "児童館",
    "gymnasium": "体育館",
    "gym": "体育館",
    "swimming pool": "プール",
    "pool": "プール",
    "museum": "資料館",
    "health center": "保健センター",
    "health centre": "保健センター",
    "clinic": "診療所",
}
WEEKDAYS = dict(
    zip(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        (f"{day}曜日" for day in "月火水木金土日"),
        strict=True,
    )
)


def thing_in_japanese(said: str) -> str:
    """Empty when no name is known."""
    word = said.strip().lower()
    for form in (word, word.removesuffix("s"), word.removesuffix("es"), f"{word.removesuffix('ies')}y"):
        if form in THINGS:
            return THINGS[form]
    return ""
