using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Search;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Queries;

public sealed class SearchCustomersTests : IAsyncLifetime
{
    private TestStore _store = null!;

    public async Task InitializeAsync() => _store = await TestStore.OpenAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Theory]
    [InlineData("012-345 6789")]
    [InlineData("0123456789")]
    [InlineData("+60 12 345 6789")]
    [InlineData("60123456789")]
    [InlineData("+60 (0)12-345.6789")]
    [InlineData("0060123456789")]
    [InlineData("(012) 345/6789")]
    [InlineData("１２３４５６７８９")]
    [InlineData("٠١٢٣٤٥٦٧٨٩")]
    [InlineData("  012 345 6789  ")]
    [InlineData("012-34")]
    [InlineData("+6012")]
    [InlineData("tel:+60123456789")]
    public async Task Every_spelling_of_a_mobile_number_finds_its_customer(string typed)
    {
        var sarah = await _store.RegisterAsync("Sarah Lim", "012-345 6789");
        await _store.RegisterAsync("Somebody Else", "019-876 5432");

        Assert.Equal([(sarah.Id, MatchedField.Mobile)], Found(typed));
    }

    [Theory]
    [InlineData("6789")]
    [InlineData("56789")]
    [InlineData("5-6789")]
    [InlineData("3456 789")]
    public async Task The_last_four_and_more_digits_find_the_customer(string typed)
    {
        var sarah = await _store.RegisterAsync("Sarah Lim", "012-345 6789");
        await _store.RegisterAsync("Somebody Else", "012-678 9000");

        Assert.Equal([(sarah.Id, MatchedField.MobileEnding)], Found(typed));
    }

    [Fact]
    public async Task A_number_that_no_plan_knows_is_found_as_it_was_given()
    {
        var odd = await _store.RegisterAsync("Odd Number", "99-1");

        Assert.Equal([(odd.Id, MatchedField.Mobile)], Found("99-1"));
    }

    [Theory]
    [InlineData("sarah lim", MatchedField.Name)]
    [InlineData("LIM sarah", MatchedField.Name)]
    [InlineData("sar", MatchedField.Name)]
    [InlineData("lim sa", MatchedField.Name)]
    [InlineData("sa lim", MatchedField.Name)]
    [InlineData("wei sar", MatchedField.Name)]
    [InlineData("sa li", MatchedField.Name)]
    [InlineData("we l s", MatchedField.Name)]
    [InlineData("sarah wei lim", MatchedField.Name)]
    [InlineData("lim wei sa", MatchedField.Name)]
    [InlineData("sárah łim", MatchedField.Name)]
    [InlineData("sarah ", MatchedField.Name)]
    [InlineData("sarah, lim", MatchedField.Name)]
    [InlineData("sarha", MatchedField.SimilarName)]
    [InlineData("srah lim", MatchedField.SimilarName)]
    [InlineData("lim saarah", MatchedField.SimilarName)]
    [InlineData("sarqh lim wei", MatchedField.SimilarName)]
    [InlineData("lim serah", MatchedField.SimilarName)]
    [InlineData("asrah", MatchedField.SimilarName)]
    public async Task Words_in_any_order_and_beginnings_and_one_typo_find_the_name(string typed, MatchedField field)
    {
        var sarah = await _store.RegisterAsync("Sarah Lim Wei");
        await _store.RegisterAsync("Mohamad Hafiz bin Osman");
        await _store.RegisterAsync("Björn Ørsted");

        Assert.Equal([(sarah.Id, field)], Found(typed));
    }

    [Theory]
    [InlineData("amni")] // aminah
    [InlineData("abdlu")] // abdullah
    [InlineData("hafiz abdlu")]
    [InlineData("bjron")]
    public async Task An_unfinished_last_word_may_hold_the_typo(string typed)
    {
        await _store.RegisterAsync("Aminah Hafiz Abdullah");
        await _store.RegisterAsync("Bjørn Aminah Hafiz Abdullah");

        Assert.NotEmpty(Found(typed));
        Assert.All(Found(typed), hit => Assert.Equal(MatchedField.SimilarName, hit.Field));
    }

    [Theory]
    [InlineData("Łukasz Świątek", "lukasz swiatek")]
    [InlineData("Nguyễn Thị Hồng Đào", "nguyen dao")]
    [InlineData("Søren Ægir Straße", "soren aegir strasse")]
    [InlineData("Ayşe Işık", "isik ayse")]
    [InlineData("王小明", "王小")]
    [InlineData("김민준", "김민")]
    [InlineData("Алёна Йорданова", "алена иордан")]
    [InlineData("Sinéad O’Brien", "obrien sinead")]
    public async Task Accents_and_scripts_do_not_matter(string name, string typed)
    {
        var customer = await _store.RegisterAsync(name);
        await _store.RegisterAsync("Nobody At All");

        Assert.Equal([(customer.Id, MatchedField.Name)], Found(typed));
    }

    [Theory]
    [InlineData("Sarah.Lim@Mail.My")]
    [InlineData("sarah.lim@")]
    [InlineData(" SARAH.LIM@MAIL")]
    [InlineData("sarah.l")]
    public async Task An_email_address_is_found_from_its_beginning_in_any_case(string typed)
    {
        var sarah = await _store.RegisterAsync("S L", email: "sarah.lim@mail.my");
        await _store.RegisterAsync("Other", email: "lim@mail.my");

        Assert.Equal([(sarah.Id, MatchedField.Email)], Found(typed));
    }

    [Theory]
    [InlineData("CRM-0042-7", MatchedField.ExternalId)]
    [InlineData("crm00427", MatchedField.ExternalId)]
    [InlineData("crm-00", MatchedField.ExternalId)]
    [InlineData("6011 2233 4455 9876", MatchedField.Card)]
    [InlineData("60112233", MatchedField.Card)]
    [InlineData("9876", MatchedField.Card)]
    [InlineData("4455 9876", MatchedField.Card)]
    public async Task External_ids_and_card_numbers_are_found_without_their_dashes(string typed, MatchedField field)
    {
        var customer = await _store.RegisterAsync("Anyone", externalId: "CRM-0042/7", card: "6011-2233-4455-9876");
        await _store.RegisterAsync("Another", externalId: "ERP-1", card: "5000");

        Assert.Equal([(customer.Id, field)], Found(typed));
    }

    [Fact]
    public async Task Whole_identifiers_come_first_then_names_then_possible_beginnings()
    {
        var name = await _store.RegisterAsync("Kim Park");
        var longer = await _store.RegisterAsync("Kimberly Doe");
        var address = await _store.RegisterAsync("A B", email: "kim@mail.my");
        var external = await _store.RegisterAsync("C D", externalId: "KIM");
        var beginning = await _store.RegisterAsync("E F", externalId: "KIMONO");

        Assert.Equal(
            [
                (external.Id, MatchedField.ExternalId), (name.Id, MatchedField.Name), (longer.Id, MatchedField.Name), (address.Id, MatchedField.Email),
                (beginning.Id, MatchedField.ExternalId),
            ],
            Found("kim"));
    }

    [Fact]
    public async Task Whoever_fits_in_several_ways_is_shown_once()
    {
        var kim = await _store.RegisterAsync("Kim Kimura Kimono", "012-345 0123", "kim@kim.my", "kim", "kim1");

        Assert.Equal([(kim.Id, MatchedField.ExternalId)], Found("kim"));
        Assert.Equal(1, Search("kim").Total);
        Assert.Equal([(kim.Id, MatchedField.Mobile)], Found("012"));
    }

    [Fact]
    public async Task A_number_and_an_address_given_up_still_find_the_customer()
    {
        var sarah = await _store.RegisterAsync("Sarah Lim", "012-345 6789", "old@mail.my");
        await AmendAsync(sarah, new RawDetails { Name = "Sarah Tan", Mobile = "019-111 2222", Email = "new@mail.my" });

        Assert.Equal([(sarah.Id, MatchedField.FormerMobile)], Found("012 345 6789"));
        Assert.Equal([(sarah.Id, MatchedField.FormerMobile)], Found("6789"));
        Assert.Equal([(sarah.Id, MatchedField.FormerEmail)], Found("OLD@mail.my"));
        Assert.Equal([(sarah.Id, MatchedField.Mobile)], Found("0191112222"));
        Assert.Equal([(sarah.Id, MatchedField.MobileEnding)], Found("2222"));
        Assert.Equal([(sarah.Id, MatchedField.Name)], Found("tan sarah"));
        Assert.Empty(Found("lim sarah"));
        Assert.Empty(Found("lim"));
    }

    [Theory]
    [InlineData("sarah lim")]
    [InlineData("sarha")]
    [InlineData("0123456789")]
    [InlineData("6789")]
    [InlineData("sarah@mail.my")]
    [InlineData("crm-1")]
    [InlineData("9876")]
    public async Task Another_organisations_customers_are_never_found(string typed)
    {
        await _store.RegisterAsync("Sarah Lim", "012-345 6789", "sarah@mail.my", "CRM-1", "60119876", tenant: _store.OtherTenant);

        Assert.Empty(Found(typed));
        Assert.Single(_store.Get<SearchCustomers>().Run(typed, 10, _store.Actor(Role.Agent, _store.OtherTenant)).Value.Hits);
    }

    [Fact]
    public async Task Deleted_customers_come_last()
    {
        var deleted = await _store.RegisterAsync("Ann Lee", "012-345 6789");
        var active = await _store.RegisterAsync("Ann Lee", "012-345 6789");
        var catalogue = _store.Get<Catalogues>().Of(_store.Tenant);
        var label = catalogue.SystemLabel(Core.Domain.Statuses.CustomerStatus.Deleted);
        var change = new ChangeStatusRequest(deleted.Id, LabelChoice.Of(label.Id), null, "The customer asked for it.", deleted.Version, null);
        Assert.True((await _store.Get<ChangeStatus>().RunAsync(change, _store.Actor(Role.Administrator))).TryGet(out _, out _));

        Assert.Equal([active.Id, deleted.Id], Found("ann lee").Select(hit => hit.Id));
        Assert.Equal([active.Id, deleted.Id], Found("0123456789").Select(hit => hit.Id));
    }

    [Fact]
    public async Task Matches_are_counted_up_to_a_thousand()
    {
        await AddManyAsync(1000, i => $"Tan Customer{i}");
        var exactly = Search("tan");
        await AddManyAsync(1, _ => "Tan Onemore");
        var more = Search("tan", limit: 7);

        Assert.Equal((1000, false), (exactly.Total, exactly.TotalIsCapped));
        Assert.Equal((1000, true, 7), (more.Total, more.TotalIsCapped, more.Hits.Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \t\r\n ")]
    [InlineData("' OR 1=1 --")]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("\u0000\u0001\u001b")]
    [InlineData("😀😀")]
    [InlineData("\ud83d")]
    [InlineData("\u202e\u200b")]
    [InlineData("+")]
    [InlineData("@")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\U0010FFFF")]
    [InlineData("a b c d e f g h i j k l m n o p q r s t")]
    public async Task Whatever_is_typed_is_safe_and_finds_nobody_by_chance(string typed)
    {
        await _store.RegisterAsync("Mohamad Hafiz bin Osman", "012-345 6789", "hafiz@mail.my", "CRM-1", "60119876");

        Assert.Empty(Found(typed));
        Assert.Equal(0, Search(typed).Total);
    }

    [Fact]
    public async Task Ten_megabytes_are_answered_at_once()
    {
        await _store.RegisterAsync("Sarah Lim", "012-345 6789");
        foreach (var piece in new[] { "1", "a", "a ", "9 ", "@", " ", "😀", "é", "\0" })
        {
            var typed = new StringBuilder().Insert(0, piece, 10_000_000 / piece.Length).ToString();
            var began = Stopwatch.GetTimestamp();
            Assert.Empty(Found(typed));
            Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(2));
        }
    }

    [Fact]
    public void Nobody_searches_without_the_permission()
    {
        var nobody = _store.Actor(Role.Agent) with { Permissions = Permissions.All & ~Permissions.ViewCustomers };

        Assert.IsType<NotPermitted>(_store.Get<SearchCustomers>().Run("sarah", 10, nobody).Refusal);
    }

    [Fact]
    public async Task Any_two_words_of_a_name_unfinished_and_in_any_order_find_the_customer()
    {
        var word = Gen.Elements("sarah", "tan", "tanaka", "nur", "aisyah", "saraswati", "lim", "li", "müller", "ødegård", "王", "kowalska", "o'neill", "al-amin", "şahin", "tantan");
        var name = Gen.Choose(2, 5).SelectMany(count => word.ListOf(count)).Select(words => string.Join(' ', words));
        var names = name.Sample(30, 60).Distinct().Where(candidate => NameFolding.Words(candidate).Count >= 2).Take(19).ToList();
        // No more than a screenful, so that nobody has to type on.
        var ids = new Dictionary<string, CustomerId>();
        foreach (var each in names)
        {
            ids[each] = (await _store.RegisterAsync(each)).Id;
        }

        var pick = from owner in Gen.Elements(names.AsEnumerable())
                   let words = NameFolding.Words(owner)
                   from first in Gen.Choose(0, words.Count - 1)
                   from other in Gen.Choose(1, words.Count - 1)
                   let second = (first + other) % words.Count
                   from cut in Gen.Choose(1, words[first].Length)
                   from cutToo in Gen.Choose(1, words[second].Length)
                   select (Owner: owner, Typed: words[first][..cut] + " " + words[second][..cutToo]);

        Prop.ForAll(pick.ToArbitrary(), sample =>
        {
            using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
            return _store.Get<SearchCustomers>().Candidates(scope, sample.Typed).Found.Any(found => found.Id == ids[sample.Owner]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    private SearchResult Search(string typed, int limit = 20) => _store.Get<SearchCustomers>().Run(typed, limit, _store.Actor(Role.Agent)).Value;

    private List<(CustomerId Id, MatchedField Field)> Found(string typed) => [.. Search(typed).Hits.Select(hit => (hit.Customer.Id, hit.Field))];

    private async Task AmendAsync(Customer customer, RawDetails raw)
    {
        var outcome = await _store.Get<Writer>().RunAsync<Done>(_store.Tenant, transaction =>
        {
            var now = transaction.Find(customer.Id)!;
            var details = CustomerDetails.Read(raw, "MY", transaction.Now).Value;
            transaction.SaveDetails(now, () => now.Amend(details, _store.Actor(Role.Agent), transaction.Now));
            return new Done();
        });
        Assert.Null(outcome.Refusal);
    }

    private async Task AddManyAsync(int count, Func<int, string> name) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => _store.RegisterAsync(name(i))));
}
