using System.Globalization;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Search;

namespace MemberCare.Core.Operations.Demo;

/// <summary>Invents the customers of a demo organisation: names as the cultures form them, with numbers, addresses and cards that fit. The same seed invents the same people.</summary>
/// <remarks>All are made up. E-mail addresses end in <c>.example</c>, which nobody can own (RFC 2606).</remarks>
internal sealed class DemoPeople(DemoOrganisation organisation)
{
    private static readonly string[] Sources = ["shop", "shop", "shop", "web", "web", "app", "app", "referral", "event"];

    private static readonly string[] Domains = ["mail.example", "post.example", "inbox.example", "kopi.example", "office.example"];

    private static readonly string[] MalaysianMobiles =
    [
        "012-### ####", "013-### ####", "016-### ####", "017-### ####", "019-### ####", "011-#### ####", "+60 12 ### ####", "+6017#######", "6019#######",
        "014#######",
    ];

    private static readonly string[] GermanMobiles = ["0151 ########", "0170 #######", "0176/########", "+49 160 #######", "00491578#######"];

    // Weight among a Malaysian shop's customers, how a full name is formed, given names, further names, mobiles of the country.
    private static readonly Culture[] Cultures =
    [
        new("Malay", 170, "{p}{g} bin {m}", "Ahmad Faizal Hafiz Amir Zulkifli Syafiq Azlan Rizal Khairul Danial Iskandar Firdaus Shahrul Fadzli Imran", "", "Abdullah Hassan Ismail Ibrahim Osman Rahman Yusof Othman Zainal Mokhtar Sulaiman Salleh Jamaluddin Bakar Kassim Nordin", "", Prefixes: "Muhammad_ Mohd_ Nik_ Wan_ Megat_ | | |"),
        new("Malay", 170, "{p}{g} binti {m}", "Nurul Siti_Aminah Aisyah Farah Nadia Haslinda Rohani Zaleha Norhayati Syazwani Fatin Izzati Liyana Mastura Suraya", "", "Abdullah Hassan Ismail Ibrahim Osman Rahman Yusof Othman Zainal Mokhtar Sulaiman Salleh Jamaluddin Bakar Kassim Nordin", "", Prefixes: "Nur_ Nor_ Wan_ Puteri_ Sharifah_ | | |"),
        new("Chinese", 150, "{f} {g} {m}", "Mei Wei Jia Xin Hui Li Siew Chee Kok Yew Sze Yee Boon Wai Zi Poh Swee Choon Ah Kah Yong", "Tan Lim Lee Ng Wong Chan Cheah Ong Teoh Goh Chong Liew Yap Khoo Ooi", "Ling Ming Hao Ying Keong Hong Fen Leong Seng Fong Xuan Jun Qi Yan Kit", ""),
        new("Chinese with an English name", 90, "{g} {f} {m}", "Sarah Jason Michelle Kelvin Grace Vincent Rachel Desmond Joanne Alvin Cheryl Adrian Felicia Melvin Stephanie Raymond Elaine Jeremy", "Tan Lim Lee Ng Wong Chan Cheah Ong Teoh Goh", "Mei_Ling Wei_Jian Hui_Min Kah_Seng Siew_Lan Chun_Hoe Yi_Xuan Zhi_Hao", ""),
        new("Chinese in Han script", 30, "{f}{g}", "伟 芳 娜 秀英 敏 静 丽 强 磊 军 洋 勇 艳 杰 嘉欣 志明 美玲 建国 晓彤", "王 李 张 刘 陈 杨 黄 赵 吴 周 林 郑 謝 黃 陳", "", "+86 138 #### ####|+852 9### ####|+886 9## ### ###"),
        new("Tamil", 60, "{p}{g} a/l {m}", "Ravi Kumar Suresh Ganesan Prakash Murugan Arjun Dinesh Karthik Vikneswaran Saravanan", "", "Subramaniam Krishnan Raman Muthusamy Govindasamy Perumal Letchumanan Rajendran Arumugam Velayutham Sinnathamby", "", Prefixes: "Sri_ Vijaya_ Jeya_ | | |"),
        new("Tamil", 60, "{p}{g} a/p {m}", "Lakshmi Kavitha Priya Shanti Devi Malathi Thulasi Meena Anjali Revathi", "", "Subramaniam Krishnan Raman Muthusamy Govindasamy Perumal Letchumanan Rajendran Arumugam Velayutham Sinnathamby", "", Prefixes: "Sri_ Vijaya_ Jeya_ | | |"),
        new("Indian", 30, "{g} {f}", "Aarav Ananya Rohan Ishita Vikram Neha Sanjay Pooja Harpreet Simran", "Sharma Patel Singh Kaur Gupta Nair Menon Iyer Reddy Chatterjee", "", "+91 98### #####"),
        new("Arabic", 30, "{g} {f}", "Omar Fatima Youssef Layla Khalid Mariam Hamza Noor Tariq Salma", "al-Sayed El-Masri Haddad al-Harbi Benali Mansour Qureshi al-Otaibi", "", "+966 50 ### ####|+971 50 ### ####"),
        new("Arabic in its script", 12, "{g} {f}", "محمد فاطمة أحمد مريم خالد نور يوسف ليلى", "الحربي المصري العلي الشمري حداد القاسم", "", "+966 55 ### ####"),
        new("Filipino", 35, "{g} {f}", "Maria_Cristina Jose_Mari Angelica Paolo Rowena Jericho Marites Crisanto", "dela_Cruz Santos Reyes Bautista Villanueva Macaraeg Aquino Dimaculangan", "", "+63 917 ### ####"),
        new("Indonesian", 35, "{g} {f}", "Budi Dewi Agus Ratna Joko Putri Bambang Wulan Suharto", "Santoso Wijaya Kusuma Lestari Setiawan Hidayat Siregar Nugroho", "", "+62 812-####-####"),
        new("Indonesian, one name", 8, "{g}", "Sukarno Widodo Suparman Mulyani Hartini", "", "", "+62 813-####-####"),
        new("Vietnamese", 25, "{f} {m} {g}", "Anh Hương Minh Thảo Dũng Linh Phúc Ngọc Tuấn Yến", "Nguyễn Trần Lê Phạm Hoàng Đặng Bùi Đỗ", "Thị Văn Quốc Ngọc Đức Thu", "+84 90 ### ## ##"),
        new("Thai", 20, "{g} {f}", "Somchai Siriporn Nattapong Kanokwan Prasert Ploy", "Srisai Wongsakul Chaiyaporn Rattanakosin Suwannarat", "", "+66 81 ### ####"),
        new("Thai in its script", 8, "{g} {f}", "สมชาย ศิริพร ณัฐพงษ์ กนกวรรณ", "ศรีสุข วงศ์สกุล ไชยพร", "", "+66 89 ### ####"),
        new("Japanese", 20, "{f} {g}", "Yuki Haruto Sakura Kenji Aiko Takeshi Naomi", "Satō Suzuki Takahashi Tanaka Watanabe Itō Kobayashi", "", "+81 90-####-####"),
        new("Japanese in its script", 10, "{f} {g}", "花子 太郎 さくら 健二 由美 大輔", "佐藤 鈴木 高橋 田中 渡辺 伊藤", "", "+81 80-####-####"),
        new("Korean", 15, "{f} {g}-{m}", "Min Ji Seo Hyun Soo Eun", "Kim Park Choi Jeong Kang Yoon", "jun woo yeon ah ho young", "+82 10-####-####"),
        new("Korean in its script", 8, "{f}{g}", "민준 서연 지우 하윤 도현", "김 이 박 최 정", "", "+82 10-####-####"),
        new("German", 15, "{g} {f}", "Jürgen Hannelore Björn Käthe Lukas Annika Günther Sören", "Müller Schröder Weiß Groß Jäger Köhler von_Bülow Strauß", "", "+49 151 ########", 500),
        new("French", 12, "{g} {f}", "François Chloé Jérôme Zoë Benoît Agnès Gaëlle", "Lefèvre Dubois D’Arcy Béranger Gonçalves Noël", "", "+33 6 ## ## ## ##", 25),
        new("Spanish", 10, "{g} {f} {m}", "Íñigo María_José Álvaro Begoña Núria Joaquín", "García Muñoz Núñez Ibáñez Peña", "López Fernández Ortiz Sáenz", "+34 612 ### ###", 15),
        new("Polish", 10, "{g} {f}", "Zofia Małgorzata Agnieszka Łucja", "Wiśniewska Wójcik Dąbrowska Żak", "", "+48 512 ### ###", 40),
        new("Polish", 8, "{g} {f}", "Łukasz Stanisław Krzysztof Paweł", "Wiśniewski Wójcik Dąbrowski Żak", "", "+48 601 ### ###", 40),
        new("Turkish", 10, "{g} {f}", "Mehmet Ayşe İbrahim Gülşen Çağla Oğuz", "Yılmaz Şahin Öztürk Kılıç Doğan", "", "+90 532 ### ## ##", 120),
        new("Nigerian", 12, "{g} {f}", "Chidi Ngozi Oluwaseun Adaeze Ifẹ́olúwa Emeka", "Okafor Adébáyọ̀ Eze Okonkwo Balogun", "", "+234 803 ### ####", 20),
        new("Russian", 8, "{g} {f}", "Anastasia Olga Ekaterina Tatiana", "Ivanova Smirnova Kuznetsova Volkova", "", "+7 916 ###-##-##", 30),
        new("Russian in Cyrillic", 8, "{g} {f}", "Дмитрий Алексей Пётр Сергей", "Иванов Соловьёв Кузнецов Щукин", "", "+7 903 ###-##-##", 20),
        new("Portuguese", 6, "{g} {f}", "João Conceição Luís Inês", "da_Silva Magalhães Simões", "", "+351 912 ### ###", 15),
        new("Irish", 4, "{g} {f}", "Siobhán Pádraig Aoife", "O’Brien Ó_Súilleabháin Mac_Giolla", "", "+353 87 ### ####", 4),
    ];

    private readonly Culture[] _lots = [.. Cultures.SelectMany(culture => Enumerable.Repeat(culture, organisation.Region == "DE" ? culture.InGermany : culture.Weight))];

    /// <summary>Who the customer with a number is, with the date of registration that <paramref name="registered"/> gives.</summary>
    /// <param name="number">From 0; part of what is unique.</param>
    /// <param name="random">The source of all that is not given by the number.</param>
    /// <param name="registered">When they became a customer.</param>
    public RawDetails Invent(int number, Random random, DateTimeOffset registered)
    {
        var culture = Pick(random, _lots);
        var name = culture.Name(random);
        var (hasMobile, hasEmail, hasExternal, hasCard) = (random.Next(100) < 97, random.Next(100) < 84, random.Next(100) < 80, random.Next(100) < 88);
        var foreign = culture.Mobiles.Length > 0 && random.Next(100) < 55;
        var mobile = Number(random, Pick(random, foreign ? culture.Mobiles : organisation.Region == "DE" ? GermanMobiles : MalaysianMobiles));
        var source = Pick(random, Sources);
        var (domain, digits) = (Pick(random, Domains), random.Next(10, 10_000));

        // Drawn by the number alone, so that everything else about these people stays as it was.
        var born = new DateOnly(1950 + (number * 37 % 56), 1 + (number * 5 % 12), 1 + (number * 11 % 28));
        return new RawDetails
        {
            Name = name,
            BirthDate = number % 3 == 0 ? null : born,
            Mobile = hasMobile ? mobile : null,
            Email = hasEmail ? $"{Local(name)}{digits}@{domain}" : null,
            ExternalId = hasExternal || !(hasMobile || hasEmail) ? $"{organisation.Prefix}-{number + 1:000000}" : null,
            CardNumber = hasCard ? Card(number) : null,
            RegisteredAt = registered,
            Source = source,
        };
    }

    /// <summary>One of several, each as likely.</summary>
    public static T Pick<T>(Random random, IReadOnlyList<T> several) => several[random.Next(several.Count)];

    // Sixteen digits in fours, scattered over the number range but never twice: the factor has no divisor in common with the modulus.
    private string Card(int number)
    {
        var digits = (organisation.CardRange + (((number + 1L) * 7_368_787L) % 100_000_000L)).ToString("D16", CultureInfo.InvariantCulture);
        return $"{digits[..4]} {digits[4..8]} {digits[8..12]} {digits[12..]}";
    }

    // Each # is a digit; the first is no zero, or the number would be too short where a zero is a prefix.
    private static string Number(Random random, string pattern)
    {
        var number = pattern.ToCharArray();
        for (int i = 0, least = 1; i < number.Length; i++)
        {
            if (number[i] == '#')
            {
                number[i] = (char)('0' + random.Next(least, 10));
                least = 0;
            }
        }

        return new string(number);
    }

    private static string Local(string name)
    {
        var letters = string.Concat(NameFolding.Fold(name).Replace(' ', '.').Where(c => char.IsAsciiLetterLower(c) || c == '.')).Trim('.');
        return letters.Length >= 3 ? letters : "member";
    }

    private sealed record Culture(string Title, int Weight, string Form, string GivenNames, string FamilyNames, string MoreNames, string MobileForms, int InGermany = 0, string Prefixes = "")
    {
        private readonly string[] _given = Words(GivenNames), _family = Words(FamilyNames), _more = Words(MoreNames), _prefixes = Words(Prefixes);

        public string[] Mobiles { get; } = MobileForms.Length == 0 ? [] : MobileForms.Split('|');

        public string Name(Random random) => Form
            .Replace("{p}", _prefixes.Length > 0 ? Pick(random, _prefixes).TrimStart('|') : "", StringComparison.Ordinal)
            .Replace("{g}", Pick(random, _given), StringComparison.Ordinal)
            .Replace("{f}", _family.Length > 0 ? Pick(random, _family) : "", StringComparison.Ordinal)
            .Replace("{m}", _more.Length > 0 ? Pick(random, _more) : "", StringComparison.Ordinal);

        private static string[] Words(string list) => [.. list.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Replace('_', ' '))];
    }
}
