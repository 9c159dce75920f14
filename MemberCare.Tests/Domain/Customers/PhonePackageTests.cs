using System.Diagnostics;
using MemberCare.Core.Domain.Customers;
using MemberCare.Tests.Architecture;

namespace MemberCare.Tests.Domain.Customers;

/// <summary>Holds the numbers against the package itself, npm's libphonenumber-js, by <c>MemberCare.Tests/Npm/phone-samples.mjs</c> on Node.js.</summary>
public sealed class PhonePackageTests
{
    private static readonly string Folder = Path.Combine(SourceFiles.Root(), "MemberCare.Tests", "Npm");

    [Fact]
    public async Task The_samples_that_are_kept_are_what_the_package_says()
    {
        var kept = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Domain", "Customers", "phone-samples.tsv"));

        Assert.Equal(kept, await AskAsync());
    }

    [Theory]
    [InlineData("7")]
    [InlineData("20261122")]
    public async Task Numbers_that_nobody_looked_at_before_are_read_as_the_package_reads_them(string seed)
    {
        var samples = (await AskAsync(seed)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToList();
        Assert.True(samples.Count > 3_500);
        Assert.True(samples.Select(cells => cells[1]).Distinct().Count() > 240, "Not every region was asked about.");

        var different = samples
            .Select(cells => (Raw: cells[0], Region: cells[1], Wanted: cells[2], Got: PhoneNumbers.ToE164(cells[0], cells[1]) ?? ""))
            .Where(sample => sample.Wanted != sample.Got);

        Assert.Empty(different);
    }

    private static async Task<string> AskAsync(params string[] seed)
    {
        Assert.True(Directory.Exists(Path.Combine(Folder, "node_modules")), "The packages to compare with are not installed: run ./test, or `npm ci` in MemberCare.Tests/Npm.");
        using var process = Process.Start(new ProcessStartInfo("node", ["phone-samples.mjs", .. seed]) { WorkingDirectory = Folder, RedirectStandardOutput = true })!;
        var samples = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return samples;
    }
}
