using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Web.Features.Customers;

namespace MemberCare.Tests.Web.Features.Customers;

public sealed class LiveRowsTests
{
    private static readonly CustomerId[] Ids = [.. Enumerable.Range(0, 10).Select(_ => CustomerId.New(DateTimeOffset.UnixEpoch))];

    [Fact]
    public void Only_rows_on_the_screen_are_read_again_and_once()
    {
        var rows = new LiveRows();
        rows.Show(Ids[..3]);

        Assert.True(rows.Concerns(new FeedNotice(new HashSet<CustomerId> { Ids[1], Ids[7] }, Catalogue: false)));

        Assert.Equal([Ids[1]], rows.TakeChanged());
        Assert.Empty(rows.TakeChanged());
    }

    [Fact]
    public void Changed_labels_touch_every_row()
    {
        var rows = new LiveRows();
        rows.Show(Ids[..3]);

        rows.Concerns(new FeedNotice(new HashSet<CustomerId>(), Catalogue: true));

        Assert.Equal(Ids[..3].ToHashSet(), rows.TakeChanged());
    }
}
