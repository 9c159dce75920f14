using System.Globalization;
using MemberCare.Core.Domain.Customers;

namespace MemberCare.Bench;

/// <summary>
/// People of sixteen cultures, each made from a number alone, so that what a bench types can be made again without reading the store. A few names of each
/// culture are common and many are rare, as in life: common ones test how long ranges are cut short, rare ones how large a vocabulary gets.
/// </summary>
internal static class BenchPeople
{
    // Given names, family names, syllables of rarer family names, and how the parts are put together: G given, H another given, F family, R rarer family.
    private static readonly Culture[] Cultures =
    [
        new("Muhammad Ahmad Mohd Nur Siti Aisyah Hafiz Farah Amirul Nurul Azlan Zulkifli Rahman Aminah Syafiq Hidayah", "Abdullah Ismail Hassan Osman Ibrahim Yusof Rahim Zakaria Salleh Hamzah Idris Jaafar", "zul kif aza mah har rud din sha rif nor hak lim", "G H bin F|G binti F|G H F|G bin R"),
        new("Wei Ming Li Hui Xin Yi Jia Hao Jun Kai Mei Ling Siew Chee Boon Kok", "Tan Lim Lee Ng Wong Chan Goh Ong Teo Koh Chong Chua", "cho wee kan tze lau hou pho sie kwe yap", "F G H|F G|Sarah F G H|R G H"),
        new("Kumar Priya Arun Lakshmi Ravi Anita Suresh Deepa Vijay Kavitha Ganesh Meena", "Subramaniam Krishnan Pillai Nair Raman Murugan Chandran Rajan Devi Menon", "sub rama mur gan kri shna vel pan dian kal rathi bala", "G F|G a/l F|G a/p F|G R"),
        new("Aarav Vivaan Aditya Ananya Diya Ishaan Rohan Saanvi Rahul Pooja Neha Amit", "Sharma Singh Patel Kumar Gupta Verma Reddy Joshi Mehta Kaur", "chau dha mukh erj ban bhatt acha rya desh pande kulk arni", "G F|G H F|G R"),
        new("James Mary John Sarah Michael Emma David Olivia Thomas Emily Robert Grace", "Smith Jones Taylor Brown Williams Wilson Evans Walker Wright Harris", "ash wick ham ford wood bur ley stone hurst fair worth ing", "G F|G H F|G F-R|G R"),
        new("Nguyễn Trần Lê Phạm Hoàng Võ Đặng Bùi", "Thị Văn Hồng Minh Anh Đào Lan Hùng Tuấn Hương Đức", "thu ngoc bich khanh phuong quoc tram vinh", "G F H|G F|G F R"),
        new("José María Carlos Lucía Juan Sofía Miguel Valentina Luis Camila Jorge Elena", "García Rodríguez Martínez López Hernández Muñoz Peña Ibáñez Núñez Ruiz", "agui rre eche verr mend oza urru tia zaba leta", "G F F|G H F|G F R|G de la R"),
        new("Łukasz Agnieszka Piotr Małgorzata Krzysztof Zofia Paweł Magdalena Jakub Żaneta", "Nowak Kowalski Wiśniewska Wójcik Kamińska Lewandowski Zieliński Dąbrowska", "brze zin ski kow czyk wicz szcz pań gór now", "G F|G H F|G R"),
        new("Søren Åse Bjørn Ingrid Lars Sigrid Øystein Astrid Jørgen Kåre", "Hansen Johansen Ødegård Nilsen Larsen Østby Åsland Berg", "sand vik hol men bak ken lund eng dal gaard", "G F|G H F|G R"),
        new("Mehmet Ayşe Mustafa Fatma Ahmet Elif Emre Zeynep İbrahim Gülşen", "Yılmaz Kaya Demir Çelik Şahin Yıldız Öztürk Aydın Işık Doğan", "kara taş oğ lu ışı köy dağ han gün eş", "G F|G H F|G R"),
        new("Александр Мария Дмитрий Анна Сергей Алёна Иван Ольга Николай Екатерина", "Иванов Смирнова Кузнецов Попова Васильев Петрова Йорданов Соколова", "бел окра снов ский гор чен ков лев ин дуб", "G F|F G H|G R"),
        new("محمد أحمد فاطمة علي مريم حسن خديجة يوسف نور إبراهيم", "الأحمد حسين السيد منصور العلي الحسن عبدالله ناصر", "قاس مي شر يف بكر طاه رحم ان", "G F|G H F|G R"),
        new("小明 伟 芳 娜 秀英 敏 静 丽 强 磊 军 洋", "王 李 张 刘 陈 杨 黄 赵 吴 周", "欧 阳 司 马 上 官 诸 葛", "FG|F G|FG H"),
        new("太郎 花子 さくら 健太 美咲 陽菜 翔太 葵 大輔 愛", "佐藤 鈴木 高橋 田中 渡辺 伊藤 山本 中村", "小 川 村 野 原 木 島 沢", "F G|R G|F G H"),
        new("민준 서연 지훈 수빈 예은 도윤 하은 지우 현우 민지", "김 이 박 최 정 강 조 윤", "남 궁 황 보 제 갈 선 우", "FG|F G|FG H"),
        new("Kwame Ama Chinedu Ngozi Tunde Amina Kofi Zanele Thabo Wanjiru", "Mensah Okafor Adeyemi Dlamini Nkosi Mwangi Otieno Boateng Diallo", "ade bayo chuk wu emeka olu wase tosi mba nwa", "G F|G H F|G R"),
    ];

    private static readonly string[] Providers = ["gmail.com", "yahoo.com", "mail.my", "outlook.com", "example.org"];
    private static readonly string[] Sources = ["App", "Till", "Web", "Event"];

    /// <summary>The details of person <paramref name="number"/>; the same number gives the same person, on every machine.</summary>
    public static RawDetails At(int number)
    {
        var dice = new Dice((ulong)number);
        var culture = Cultures[dice.Next(Cultures.Length)];
        var name = culture.Name(dice);
        var digits = dice.Next(10_000_000).ToString("D7", CultureInfo.InvariantCulture);
        var address = $"{Latin(name)}{dice.Next(2_000)}@{Providers[dice.Skewed(Providers.Length)]}";
        return new RawDetails
        {
            Name = name,
            Mobile = $"01{dice.Next(2, 9)}-{digits[..3]} {digits[3..]}",
            Email = dice.Next(4) == 0 ? null : address,
            ExternalId = $"CRM-{number + 100_000:D7}",
            CardNumber = dice.Next(2) == 0 ? null : $"6011 {dice.Next(10_000):D4} {number / 10_000:D4} {number % 10_000:D4}",
            Source = Sources[dice.Skewed(Sources.Length)],
        };
    }

    private static string Latin(string name)
    {
        var letters = new string([.. name.Where(char.IsAsciiLetter)]).ToLowerInvariant();
        return letters.Length == 0 ? "member" : letters[..Math.Min(letters.Length, 18)];
    }

    private sealed class Culture(string given, string family, string syllables, string shapes)
    {
        private readonly string[] _given = given.Split(' ');
        private readonly string[] _family = family.Split(' ');
        private readonly string[] _syllables = syllables.Split(' ');
        private readonly string[] _shapes = shapes.Split('|');

        public string Name(Dice dice)
        {
            var name = new System.Text.StringBuilder();
            foreach (var part in _shapes[dice.Next(_shapes.Length)])
            {
                _ = part switch
                {
                    'G' or 'H' => name.Append(_given[dice.Skewed(_given.Length)]),
                    'F' => name.Append(_family[dice.Skewed(_family.Length)]),
                    'R' => name.Append(Rare(dice)),
                    _ => name.Append(part),
                };
            }

            // "Sarah" and "bin" stand in the shapes as they are.
            return name.ToString();
        }

        private string Rare(Dice dice)
        {
            var rare = string.Concat(Enumerable.Range(0, dice.Next(2, 4)).Select(_ => _syllables[dice.Next(_syllables.Length)]));
            return char.ToUpperInvariant(rare[0]) + rare[1..];
        }
    }

    /// <summary>Random numbers of our own (splitmix64), because those of the runtime may change with it.</summary>
    public sealed class Dice(ulong seed)
    {
        // Mixed, so that the rolls of one seed are not those of its neighbour one later.
        private ulong _state = Mixed(seed + 1);

        public int Next(int below) => (int)(Mixed(_state += 0x9E3779B97F4A7C15) % (ulong)below);

        public int Next(int from, int to) => from + Next(to - from);

        /// <summary>The first few much more often than the last.</summary>
        public int Skewed(int below) => Next(1 + Next(below));

        private static ulong Mixed(ulong value)
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
