"""Words that say nothing about what a text is about."""

_ENGLISH = """
a about after all also am an and any are as at be been but by can could d did do does for from had
has have he her him his how i if in into is it its just ll m may me might my no not of on or our out
re s shall she should so some such t than that the their them then there these they this to too up
us ve very was we were what when where which who whom why will with would you your
"""

_JAPANESE = """
為る 有る 居る 成る 無い 事 物 者 所 様 等 為 訳 筈 方 中 上 下 内 外 間 前 後
時 際 点 的 性 化 此の 其の 彼の 何の 此れ 其れ 彼れ 何 何れ 此処 其処 貴方 私
我々 自分 御 下さる 頂く 貰う 呉れる 遣る 仕舞う 置く 見る 来る 行く 言う 思う 考える
出来る 良い 欲しい 宜しい 御座る 願う 於く 因る 対する 関する 就く 通り 場合 必要 可能
今 今回 現在 特に 又 更に もう 既に 全て 全く 多い 大きい 同じ 其の他 以上 以下 一
二 三 四 五 六 七 八 九 十 1 2 3 4 5 6 7 8 9 10 つ 度 回 年 月 日
分 さん 達 感ずる 分かる 知る 持つ 使う 受ける 出る 出す 入る 入れる 取る 掛かる
掛ける 付く 付ける 続く 続ける 皆 人 余り 余りに 本当 本当に 意見 よう こと もの そう
どう こう たい ほしい まで など もっと 余計 如何 幾ら 沢山
"""

ENGLISH = frozenset(_ENGLISH.split())
"""English function words, lower case, as written."""

JAPANESE = frozenset(_JAPANESE.split())
"""Japanese words too light to tell two themes apart, in Sudachi's normalised forms."""
