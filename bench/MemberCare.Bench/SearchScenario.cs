using System.Globalization;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Search;
using MemberCare.Core.Queries;
using MemberCare.Core.Store.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Bench;

/// <summary>Replays what agents type, one search with every key press: names in any order and with typos, numbers in several spellings, last digits, addresses, ids, cards.</summary>
internal static class SearchScenario
{
    private const int Sessions = 3_000;

    // As many as the search box shows.
    private const int Shown = 8;

    public static async Task RunAsync(BenchOptions options)
    {
        await using var store = await BenchStore.OpenAsync(options);
        var search = store.Get<SearchCustomers>();
        foreach (var typed in Typed(store.Customers, seed: 1).Take(300))
        {
            Replay(typed.Text, _ => search.Run(_, Shown, store.Agent));
        }

        var (all, worst) = (new Figures("search", "key press", "ms cpu"), (Cpu: 0.0, Text: ""));
        var kinds = new Dictionary<string, Figures>(StringComparer.Ordinal);
        var (found, sessions) = (0, 0);
        foreach (var (kind, text, name) in Typed(store.Customers, seed: 2).Take(Sessions))
        {
            var last = default(SearchResult);
            Replay(text, typed =>
            {
                var before = ThreadCpu.Milliseconds();
                last = search.Run(typed, Shown, store.Agent).Value;
                var cpu = ThreadCpu.Milliseconds() - before;
                all.Add(cpu);
                (kinds.TryGetValue(kind, out var figures) ? figures : kinds[kind] = new Figures("search", $"key press: {kind}", "ms cpu")).Add(cpu);
                worst = cpu > worst.Cpu ? (cpu, typed) : worst;
            });
            sessions++;
            found += last!.Total > Shown || last.Hits.Any(hit => hit.Customer.Name == name) ? 1 : 0;
        }

        all.Write();
        foreach (var figures in kinds.Values)
        {
            figures.Write();
        }

        Figures.Write("search", "sessions that end with the customer on the screen or with more matches than fit", "%", 100.0 * found / sessions);
        Console.Error.WriteLine($"the worst key press, {worst.Cpu:N2} ms: “{worst.Text}”");
        WriteSizes(store);
    }

    private static void Replay(string text, Action<string> press)
    {
        for (var length = 1; length <= text.Length; length++)
        {
            press(text[..length]);
        }
    }

    /// <summary>What agents type, in sessions without end: the kind of it, the text, and the name of the customer who is meant.</summary>
    public static IEnumerable<(string Kind, string Text, string Name)> Typed(int customers, ulong seed)
    {
        for (var i = 0UL; ; i++)
        {
            var dice = new BenchPeople.Dice(seed * 1_000_003 + i);
            var person = BenchPeople.At(dice.Next(customers));
            var words = NameFolding.Words(person.Name!);
            var name = string.Join(' ', Shuffled(words, dice).Take(2));
            var digits = PhoneNumbers.Digits(person.Mobile!);
            (string Kind, string? Text) typed = dice.Next(100) switch
            {
                < 25 => ("name", name),
                < 33 => ("name as written", person.Name!.ToLower(CultureInfo.InvariantCulture)),
                < 40 => ("three words", string.Join(' ', Shuffled(words, dice).Take(3))),
                < 50 => ("name with a typo", Mistyped(name, dice)),
                < 58 => ("beginnings", string.Join(' ', Shuffled(words, dice).Take(2).Select(word => word[..Math.Min(3, word.Length)]))),
                < 68 => ("mobile", person.Mobile),
                < 73 => ("mobile", "+6" + digits),
                < 82 => ("last digits", digits[^4..]),
                < 92 => ("e-mail", person.Email),
                < 96 => ("external id", person.ExternalId),
                _ => ("card", person.CardNumber),
            };
            if (typed.Text is not null)
            {
                yield return (typed.Kind, typed.Text, person.Name!);
            }
        }
    }

    private static IEnumerable<string> Shuffled(IReadOnlyList<string> words, BenchPeople.Dice dice) =>
        words.Select(word => (Word: word, Order: dice.Next(1_000))).OrderBy(each => each.Order).Select(each => each.Word);

    private static string Mistyped(string name, BenchPeople.Dice dice)
    {
        var at = dice.Next(Math.Max(1, name.Length - 1));
        return dice.Next(4) switch
        {
            0 when at + 1 < name.Length => name[..at] + name[at + 1] + name[at] + name[(at + 2)..],
            1 => name.Remove(at, 1),
            2 => name.Insert(at, "e"),
            _ => name.Remove(at, 1).Insert(at, "o"),
        };
    }

    private static void WriteSizes(BenchStore store)
    {
        using var scope = store.Get<SqliteDatabase>().Read(store.Tenant);
        try
        {
            foreach (var table in scope.Db.Database.SqlQuery<TableSize>($"SELECT name AS Name, sum(pgsize) AS Bytes FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 16"))
            {
                Figures.Write("search", $"size of {table.Name}", "MB", table.Bytes / 1e6);
            }
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            // This build of SQLite does not tell; the size of the file has to do.
        }

        Figures.Write("search", "size of the file", "MB", new FileInfo(store.File).Length / 1e6);
    }

    private sealed record TableSize(string Name, long Bytes);
}
