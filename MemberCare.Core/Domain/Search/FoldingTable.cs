using System.Globalization;
using System.Text;

namespace MemberCare.Core.Domain.Search;

/// <summary>
/// What each UTF-16 code unit becomes when a name is folded. A table of our own, because the runtime's accent removal leaves
/// ł đ ø ß ı æ as they are and does nothing at all in globalization-invariant mode. Letters that no Unicode decomposition
/// takes apart follow the Latin transliteration of machine-readable passports (ICAO 9303), save ø and å, which lose only their mark.
/// </summary>
internal static class FoldingTable
{
    /// <summary>The code unit vanishes: combining marks, apostrophes, zero-width and bidirectional controls.</summary>
    internal const char Drop = '\0';

    /// <summary>The code unit separates two words: spaces, punctuation, symbols.</summary>
    internal const char Separator = ' ';

    /// <summary>Entries below this one stand for themselves; above it lie Hangul syllables, surrogates and expansions.</summary>
    internal const char FirstSpecial = '\uAC00';

    /// <summary>Entries from here on, in the private use area, are an index into the expansions.</summary>
    internal const char FirstExpansion = '\uE000';

    // "target:sources", lower case only: upper case follows its lower case.
    private const string Latin = """
        a:ªàáâãäåāăąǎǟǡǻȁȃȧɐɑɒᴀᴬᵃᵄᵅᶛḁạảấầẩẫậắằẳẵặₐⱥẚ aa:ꜳ ae:æǣǽᴁᴭ ao:ꜵ au:ꜷ av:ꜹꜻ ay:ꜽ b:ƀƅɓʙᴃᴮᵇᵬḃḅḇℬꞗƃ c:çćĉċčƈȼɕᴄᶜᶝḉℂℭⅽꞓꞔꟲ
        d:ðďđƌƍȡɖɗᴅᴆᴰᵈᵭᶞḋḍḏḑḓẟⅅⅆⅾꝺꟈ db:ȸ dz:ǆǳʣʤʥ e:èéêëēĕėęěǝȅȇȩɇɘəɛɜɞᴇᴱᴲᵉᵊᵋᵌᶟḕḗḙḛḝẹẻẽếềểễệₑₔℇℯℰⅇ f:ƒᵮᶠḟℱꜰꝼꟳ ff:ﬀ ffi:ﬃ ffl:ﬄ
        fi:ﬁ fl:ﬂ g:ĝğġģǥǧǵȝɠɡɢɣᴳᵍᵹᶢḡℊꞡ gh:ƣ h:ĥħȟɥɦʜʰʱᴴᶣḣḥḧḩḫẖₕℋℌℍℎℏⱨꟸɧ hv:ƕ i:ìíîïĩīĭįİıǐȉȋɨɩɪᴵᵢᵻᶤᶥᶦᶧḭḯỉịⁱℐℑℹⅈⅰ ii:ⅱ iii:ⅲ
        ij:ĳ iv:ⅳ ix:ⅸ j:ĵǰȷɉɟʝʲᴊᴶᶡᶨⅉⱼ k:ķƙǩʞᴋᴷᵏḱḳḵₖⱪꝁꝃꝅꞣ l:ĺļľłƚƛȴɫɬɭʟᴌᴸᶩᶫḷḹḻḽₗℒℓⅼⱡꝇꝉꞁꭞŀ lj:ǉ ll:ỻ lz:ɮ m:ɯɱᴍᴹᵐᵚᵯᶬḿṁṃₘℳⅿ
        n:ñńņňŋƞǹȵɲɳɴᴎᴺᵑᵰᶮᶯᶰṅṇṉṋⁿₙℕꞑꞥŉ nj:ǌ o:ºòóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱɔɤɵɷᴏᴐᴼᵒᵓᶱṍṏṑṓọỏốồổỗộớờởỡợₒℴꝋꝍ oe:œɶꟹ oo:ꝏ ou:ȣᴽ
        p:ƥᴘᴾᵖᵱᵽṕṗₚℙꝑꝓꝕ q:ĸɋʠℚꝗꝙꞯꟴ qp:ȹ r:ŕŗřȑȓɍɹɼɽɾʀʁʳʴʶᴙᴿᵣᵲᵳṙṛṝṟℛℜℝꞃꞧɺɻꝛ s:śŝşšſƨșȿʂʃᵴᶳᶴṡṣṥṧṩẛẜẝₛꜱꞅꞩꟊ ss:ß st:ﬅﬆ
        t:ţťŧƫƭțȶʇʈᴛᵀᵗᵵᶵṫṭṯṱẗₜⱦꞇ tc:ʨ th:þꝥꝧ ts:ʦʧ tz:ꜩ u:ùúûüũūŭůűųưǔǖǘǚǜȕȗʉʊᴜᵁᵘᵤᵾᶶᶷᶸṳṵṷṹṻụủứừửữự ue:ᵫ v:ʋʌᴠᵛᵥᶹᶺṽṿỽⅴⱱⱴⱽꝟ vi:ⅵ
        vii:ⅶ viii:ⅷ vy:ꝡ w:ŵƿʍʷᴡᵂẁẃẅẇẉẘⱳꭩ x:ẋẍₓⅹ xi:ⅺ xii:ⅻ y:ýÿŷƴȳɏʎʏʸẏẙỳỵỷỹỿ z:źżžƶƹǯȥɀʐʑʒᴢᴣᵶᶻᶼᶽᶾẑẓẕℤℨⱬ
        """;

    private const string Greek = """
        α:άἀἁἂἃἄἅἆἇὰάᾀᾁᾂᾃᾄᾅᾆᾇᾰᾱᾲᾳᾴᾶᾷ β:ϐ ε:έϵἐἑἒἓἔἕὲέ η:ήἠἡἢἣἤἥἦἧὴήᾐᾑᾒᾓᾔᾕᾖᾗῂῃῄῆῇ θ:ϑ ι:ΐίϊἰἱἲἳἴἵἶἷὶίιῐῑῒΐῖῗ κ:ϰ
        ο:όὀὁὂὃὄὅὸό π:ϖ ρ:ϱῤῥ σ:ςϲ υ:ΰϋύϒϓϔὐὑὒὓὔὕὖὗὺύῠῡῢΰῦῧ φ:ϕ ω:ώὠὡὢὣὤὥὦὧὼώᾠᾡᾢᾣᾤᾥᾦᾧῲῳῴῶῷ
        """;

    // й loses its breve like every other letter: text that arrives decomposed has lost it already.
    private const string Cyrillic = """
        а:ӑӓ г:ѓ е:ѐёӗ ж:ӂӝ з:ӟ и:йѝӣӥ к:ќ о:ӧ у:ўӯӱӳ ч:ӵ ы:ӹ э:ӭ і:ї ѵ:ѷ ә:ӛ ө:ӫ
        """;

    // Voiced to voiceless and small to large, as half-width bank and telegram spellings have it; katakana follows.
    private const string Hiragana = """
        あ:ぁ い:ぃ う:ゔぅ え:ぇ お:ぉ か:がゕ き:ぎ く:ぐ け:げゖ こ:ご さ:ざ し:じ す:ず せ:ぜ そ:ぞ た:だ ち:ぢ つ:づっ て:で と:ど は:ばぱ ひ:びぴ ふ:ぶぷ へ:べぺ ほ:ぼぽ や:ゃ ゆ:ゅ
        よ:ょ わ:ゎ ゝ:ゞ
        """;

    // Alef, yeh, heh, waw and kaf in all the shapes that keyboards of Arabic, Persian and Urdu give them; Hebrew final letters.
    private const string ArabicAndHebrew =
        "\u0627:\u0622\u0623\u0625\u0671\u0672\u0673\u0675 \u064A:\u0649\u06CC\u0626\u06D2\u06D3\u06CD\u06CE " +
        "\u0647:\u0629\u06C1\u06C2\u06C3\u06BE\u06D5\u06C0 \u0648:\u0624 \u0643:\u06A9\u06AA " +
        "\u05DB:\u05DA \u05DE:\u05DD \u05E0:\u05DF \u05E4:\u05E3 \u05E6:\u05E5";

    // Marks and letters that are written as one code unit or as two, and look the same.
    private const string Composites =
        "\u0928\u093C:\u0929 \u0930\u093C:\u0931 \u0933\u093C:\u0934 \u0915\u093C:\u0958 \u0916\u093C:\u0959 " +
        "\u0917\u093C:\u095A \u091C\u093C:\u095B \u0921\u093C:\u095C \u0922\u093C:\u095D \u092B\u093C:\u095E " +
        "\u092F\u093C:\u095F \u09C7\u09BE:\u09CB \u09C7\u09D7:\u09CC \u09A1\u09BC:\u09DC \u09A2\u09BC:\u09DD " +
        "\u09AF\u09BC:\u09DF \u0A32\u0A3C:\u0A33 \u0A38\u0A3C:\u0A36 \u0A16\u0A3C:\u0A59 \u0A17\u0A3C:\u0A5A " +
        "\u0A1C\u0A3C:\u0A5B \u0A2B\u0A3C:\u0A5E \u0B47\u0B56:\u0B48 \u0B47\u0B3E:\u0B4B \u0B47\u0B57:\u0B4C " +
        "\u0B21\u0B3C:\u0B5C \u0B22\u0B3C:\u0B5D \u0B92\u0BD7:\u0B94 \u0BC6\u0BBE:\u0BCA \u0BC7\u0BBE:\u0BCB " +
        "\u0BC6\u0BD7:\u0BCC \u0C46\u0C56:\u0C48 \u0CBF\u0CD5:\u0CC0 \u0CC6\u0CD5:\u0CC7 \u0CC6\u0CD6:\u0CC8 " +
        "\u0CC6\u0CC2:\u0CCA \u0CC6\u0CC2\u0CD5:\u0CCB \u0D46\u0D3E:\u0D4A \u0D47\u0D3E:\u0D4B \u0D46\u0D57:\u0D4C " +
        "\u0DD9\u0DCA:\u0DDA \u0DD9\u0DCF:\u0DDC \u0DD9\u0DCF\u0DCA:\u0DDD \u0DD9\u0DDF:\u0DDE \u0F42\u0FB7:\u0F43 " +
        "\u0F4C\u0FB7:\u0F4D \u0F51\u0FB7:\u0F52 \u0F56\u0FB7:\u0F57 \u0F5B\u0FB7:\u0F5C \u0F40\u0FB5:\u0F69 " +
        "\u0F71\u0F72:\u0F73 \u0F71\u0F74:\u0F75 \u0FB2\u0F80:\u0F76 \u0FB3\u0F80:\u0F78 \u0F71\u0F80:\u0F81 " +
        "\u0F92\u0FB7:\u0F93 \u0F9C\u0FB7:\u0F9D \u0FA1\u0FB7:\u0FA2 \u0FA6\u0FB7:\u0FA7 \u0FAB\u0FB7:\u0FAC " +
        "\u0F90\u0FB5:\u0FB9 \u1025\u102E:\u1026 \u0E4D\u0E32:\u0E33 \u0ECD\u0EB2:\u0EB3 \u0EAB\u0E99:\u0EDC " +
        "\u0EAB\u0EA1:\u0EDD \u05D5\u05D5:\u05F0 \u05D5\u05D9:\u05F1 \u05D9\u05D9:\u05F2 " +
        "\u1B05\u1B35:\u1B06 \u1B07\u1B35:\u1B08 \u1B09\u1B35:\u1B0A \u1B0B\u1B35:\u1B0C \u1B0D\u1B35:\u1B0E " +
        "\u1B11\u1B35:\u1B12 \u1B3A\u1B35:\u1B3B \u1B3C\u1B35:\u1B3D \u1B3E\u1B35:\u1B40 \u1B3F\u1B35:\u1B41 " +
        "\u1B42\u1B35:\u1B43";

    private const string LamAlef = "\u0644\u0627:\uFEF5\uFEF6\uFEF7\uFEF8\uFEF9\uFEFA\uFEFB\uFEFC";

    // Presentation forms in the order of their block: a letter, then how many of its forms follow one another.
    private const string FormsFromFB50 =
        "\u06712\u067B4\u067E4\u06804\u067A4\u067F4\u06794\u06A44\u06A64\u06844\u06834\u06864\u06874\u068D2\u068C2" +
        "\u068E2\u06882\u06982\u06912\u06A94\u06AF4\u06B34\u06B14\u06BA2\u06BB4\u06D52\u06C14\u06BE4\u06D24";
    private const string FormsFromFBD3 =
        "\u06AD4\u06C72\u06C62\u06C82";
    private const string FormsFromFE80 =
        "\u06211\u06274\u06482\u06272\u064A4\u06272\u06284\u06292\u062A4\u062B4\u062C4\u062D4\u062E4\u062F2\u06302" +
        "\u06312\u06322\u06334\u06344\u06354\u06364\u06374\u06384\u06394\u063A4\u06414\u06424\u06434\u06444\u06454" +
        "\u06464\u06474\u06482\u06492\u064A4";
    private const string FormsFromFB20 =
        "\u05E21\u05D01\u05D31\u05D41\u05DB1\u05DC1\u05DD1\u05E81\u05EA1\u00201\u05E94\u05D03\u05D11\u05D21\u05D31" +
        "\u05D41\u05D51\u05D61\uFB371\u05D81\u05D91\u05DA1\u05DB1\u05DC1\uFB3D1\u05DE1\uFB3F1\u05E01\u05E11\uFB421" +
        "\u05E31\u05E41\uFB451\u05E61\u05E71\u05E81\u05E91\u05EA1\u05D51\u05D11\u05DB1\u05E41";

    // Half-width katakana from U+FF66, compatibility jamo from U+3131, compatibility ideographs from U+F900, one for one.
    private const string HalfWidthKana =
        "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";
    private const string CompatibilityJamo =
        "\u1100\u1101\u11AA\u1102\u11AC\u11AD\u1103\u1104\u1105\u11B0\u11B1\u11B2\u11B3\u11B4\u11B5\u111A\u1106\u1107" +
        "\u1108\u1121\u1109\u110A\u110B\u110C\u110D\u110E\u110F\u1110\u1111\u1112\u1161\u1162\u1163\u1164\u1165\u1166" +
        "\u1167\u1168\u1169\u116A\u116B\u116C\u116D\u116E\u116F\u1170\u1171\u1172\u1173\u1174\u1175\u3164\u1114\u1115" +
        "\u11C7\u11C8\u11CC\u11CE\u11D3\u11D7\u11D9\u111C\u11DD\u11DF\u111D\u111E\u1120\u1122\u1123\u1127\u1129\u112B" +
        "\u112C\u112D\u112E\u112F\u1132\u1136\u1140\u1147\u114C\u11F1\u11F2\u1157\u1158\u1159\u1184\u1185\u1188\u1191" +
        "\u1192\u1194\u119E\u11A1";
    private const string CompatibilityIdeographs =
        "豈更車賈滑串句龜龜契金喇奈懶癩羅蘿螺裸邏樂洛烙珞落酪駱亂卵欄爛蘭鸞嵐濫藍襤拉臘蠟廊朗浪狼郎來冷勞擄櫓爐盧老蘆虜路露魯鷺" +
        "碌祿綠菉錄鹿論壟弄籠聾牢磊賂雷壘屢樓淚漏累縷陋勒肋凜凌稜綾菱陵讀拏樂諾丹寧怒率異北磻便復不泌數索參塞省葉說殺辰沈拾若掠" +
        "略亮兩凉梁糧良諒量勵呂女廬旅濾礪閭驪麗黎力曆歷轢年憐戀撚漣煉璉秊練聯輦蓮連鍊列劣咽烈裂說廉念捻殮簾獵令囹寧嶺怜玲瑩羚聆" +
        "鈴零靈領例禮醴隸惡了僚寮尿料樂燎療蓼遼龍暈阮劉杻柳流溜琉留硫紐類六戮陸倫崙淪輪律慄栗率隆利吏履易李梨泥理痢罹裏裡里離匿" +
        "溺吝燐璘藺隣鱗麟林淋臨立笠粒狀炙識什茶刺切度拓糖宅洞暴輻行降見廓兀嗀\uFA0E\uFA0F塚\uFA11晴\uFA13\uFA14凞猪益礼神祥福靖精羽\uFA1F蘒\uFA21諸\uFA23\uFA24逸都" +
        "\uFA27\uFA28\uFA29飯飼館鶴郞隷侮僧免勉勤卑喝嘆器塀墨層屮悔慨憎懲敏既暑梅海渚漢煮爫琢碑社祉祈祐祖祝禍禎穀突節練縉繁署者臭艹艹著褐視" +
        "謁謹賓贈辶逸難響頻恵\uFA6C舘\uFA6E\uFA6F並况全侀充冀勇勺喝啕喙嗢塚墳奄奔婢嬨廒廙彩徭惘慎愈憎慠懲戴揄搜摒敖晴朗望杖歹殺流滛滋漢瀞煮" +
        "瞧爵犯猪瑱甆画瘝瘟益盛直睊着磌窱節类絛練缾者荒華蝹襁覆視調諸請謁諾諭謹變贈輸遲醙鉶陼難靖韛響頋頻鬒龜\uFACF\uFAD0\uFAD1㮝䀘䀹\uFAD5\uFAD6\uFAD7" +
        "齃龎";

    // ' ` ´ and the quotation marks, primes and modifier letters that stand for an apostrophe, hamza, ayin or okina.
    private const string Apostrophes = "'`\u00B4\u2018\u2019\u201B\u2032\u2035\u05F3\u05F4\uA78B\uA78C\uFF07\uFF40\u037A\u0374\u0640\u1FBD\u1FBF\u1FFE";

    // Letters by their category, blank to the eye.
    private const string HangulFillers = "\u115F\u1160\u3164\uFFA0";

    // Non-spacing marks of these ranges are ornaments or vowel points; elsewhere (India, South-East Asia) they are letters in effect.
    private static readonly (int First, int Last)[] DroppedMarks =
    [
        (0x0300, 0x036F), (0x0483, 0x0489), (0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06ED),
        (0x0711, 0x074A), (0x08CA, 0x08FF), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0x2DE0, 0x2DFF), (0x3099, 0x309A),
        (0xFB1E, 0xFB1E), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F), (0xE0100, 0xE01EF),
    ];

    /// <summary>
    /// One entry for each code unit: <see cref="Drop"/>, <see cref="Separator"/>, a folded code unit, or, from
    /// <see cref="FirstExpansion"/> on, an index into the expansions. Every folded code unit is its own entry, so folding twice is folding once.
    /// </summary>
    internal static readonly char[] Entries;

    private static readonly List<string> Expansions = [];

    static FoldingTable()
    {
        Entries = new char[0x10000];
        for (var unit = 0; unit < Entries.Length; unit++)
            Entries[unit] = Plain((char)unit);

        foreach (var groups in (string[])[Latin, Greek, Cyrillic, Hiragana, ArabicAndHebrew, LamAlef, Composites])
            foreach (var group in groups.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
                AddGroup(group);

        AddForms(0xFB50, FormsFromFB50);
        AddForms(0xFBD3, FormsFromFBD3);
        AddForms(0xFE80, FormsFromFE80);
        AddForms(0xFB20, FormsFromFB20);
        AddSequence(0x3131, CompatibilityJamo);
        AddSequence(0xF900, CompatibilityIdeographs);
        for (var katakana = 0x30A1; katakana <= 0x30F6; katakana++)
            Entries[katakana] = Entries[katakana - 0x60];
        Entries[0x30FD] = Entries[0x30FE] = Entries[0x309D];
        AddSequence(0xFF66, HalfWidthKana);
        Entries[0xFF9E] = Entries[0xFF9F] = Entries[0x309B] = Entries[0x309C] = Drop;

        for (var modifier = 0x02B9; modifier <= 0x02FF; modifier++)
            Entries[modifier] = Drop;
        foreach (var unseen in Apostrophes + HangulFillers)
            Entries[unseen] = Drop;

        // The runtime's simple case mapping serves every script; systems differ only in letters added since Unicode 15, which no name is in.
        for (var unit = 0; unit < Entries.Length; unit++)
        {
            var lower = char.ToLowerInvariant((char)unit);
            if (lower != unit && Entries[unit] == unit)
                Entries[unit] = Entries[lower];
        }

        for (var letter = 0; letter < 26; letter++)
            Entries[0x24B6 + letter] = Entries[0x24D0 + letter] = (char)('a' + letter);
        for (var fullWidth = 0xFF01; fullWidth <= 0xFF5E; fullWidth++)
            Entries[fullWidth] = Entries[fullWidth - 0xFEE0];
    }

    /// <summary>The letters that an entry at or above <see cref="FirstExpansion"/> stands for; empty where it stands for none.</summary>
    internal static ReadOnlySpan<char> Expansion(char entry) =>
        entry >= FirstExpansion && entry - FirstExpansion < Expansions.Count ? Expansions[entry - FirstExpansion] : default;

    /// <summary>
    /// The folded form of a code point beyond U+FFFF, or <see cref="Drop"/> or <see cref="Separator"/>: letters of every script stay (in
    /// lower case), styled Latin letters and digits become plain ones, emoji and other symbols separate.
    /// </summary>
    internal static int BeyondBasicPlane(int codePoint)
    {
        if (codePoint is >= 0x1D400 and <= 0x1D6A3)
            return 'a' + (codePoint - 0x1D400) % 26;
        if (codePoint is >= 0x1D7CE and <= 0x1D7FF)
            return '0' + (codePoint - 0x1D7CE) % 10;
        switch (CharUnicodeInfo.GetUnicodeCategory(codePoint))
        {
            case UnicodeCategory.DecimalDigitNumber:
                return '0' + CharUnicodeInfo.GetDecimalDigitValue(char.ConvertFromUtf32(codePoint), 0);
            case UnicodeCategory.Format or UnicodeCategory.EnclosingMark:
                return Drop;
            case UnicodeCategory.NonSpacingMark:
                return IsDroppedMark(codePoint) ? Drop : codePoint;
            case UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.SpacingCombiningMark:
                return Rune.ToLowerInvariant(new Rune(codePoint)).Value;
            default:
                return Separator;
        }
    }

    private static char Plain(char unit)
    {
        switch (CharUnicodeInfo.GetUnicodeCategory(unit))
        {
            case UnicodeCategory.Surrogate or UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.LetterNumber:
                return unit;
            case UnicodeCategory.DecimalDigitNumber or UnicodeCategory.OtherNumber:
                var digit = CharUnicodeInfo.GetDigitValue(unit);
                return digit is >= 0 and <= 9 ? (char)('0' + digit) : Separator;
            case UnicodeCategory.NonSpacingMark:
                return IsDroppedMark(unit) ? Drop : unit;
            case UnicodeCategory.Format or UnicodeCategory.EnclosingMark:
                return Drop;
            default:
                return Separator;
        }
    }

    private static bool IsDroppedMark(int codePoint)
    {
        foreach (var (first, last) in DroppedMarks)
        {
            if (codePoint >= first && codePoint <= last)
                return true;
        }
        return false;
    }

    private static void AddGroup(string group)
    {
        var colon = group.IndexOf(':', StringComparison.Ordinal);
        var entry = Entry(group[..colon]);
        foreach (var source in group.AsSpan(colon + 1))
            Entries[source] = entry;
    }

    private static void AddForms(int first, string runs)
    {
        for (var i = 0; i < runs.Length; i += 2)
        {
            for (var count = runs[i + 1] - '0'; count > 0; count--)
                Entries[first++] = Entries[runs[i]];
        }
    }

    private static void AddSequence(int first, string targets)
    {
        foreach (var target in targets)
            Entries[first++] = Entries[target];
    }

    private static char Entry(string target)
    {
        if (target.Length == 1)
            return target[0];
        Expansions.Add(target);
        return (char)(FirstExpansion + Expansions.Count - 1);
    }
}
