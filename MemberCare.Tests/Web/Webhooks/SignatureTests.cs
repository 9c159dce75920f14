using System.Diagnostics;
using System.Text.Json;
using MemberCare.Core.Domain.Webhooks;
using MemberCare.Tests.Architecture;

namespace MemberCare.Tests.Web.Webhooks;

/// <summary>Holds the signatures of messages, as they really arrive, against the package that receivers verify them with: npm's standardwebhooks, on Node.js.</summary>
public sealed class SignatureTests
{
    private static readonly string Folder = Path.Combine(SourceFiles.Root(), "MemberCare.Tests", "Npm");

    [Fact]
    public async Task The_public_package_verifies_what_arrives_and_while_rotating_with_either_secret()
    {
        await using var scene = await WebhookScene.OpenAsync();
        await using var till = await WebhookReceiver.StartAsync();
        var webhook = await scene.SubscribeAsync("till", till.Address);
        await scene.SendAsync();
        var customer = await scene.CustomerAsync("Łukasz “名前” Ødegård");
        var before = (await till.WaitAsync(1))[0];

        using var transport = scene.Transport();
        var newest = (await scene.Desk(transport).RotateAsync(webhook.Id, scene.Administrator)).Value;
        await scene.ChangeAsync(customer.Id);
        var during = (await till.WaitAsync(2))[1];
        var test = await TestAsync();

        // A day later the secret before no longer signs. The message says the moment of our clock, which the package holds against its own.
        scene.Time.Advance(WebhookSubscription.Rotation);
        var after = await TestAsync();
        var other = WebhookSignature.NewSecret();

        Assert.Equal(
            [
                $"verified {before.Id}", "refused No matching signature found",
                $"verified {during.Id}", $"verified {during.Id}", "refused No matching signature found",
                $"verified {test.Id}", $"verified {test.Id}",
                "refused Message timestamp too new",
                "refused No matching signature found", "refused No matching signature found",
            ],
            await VerifyAsync(
                (webhook.Secret, before), (newest, before),
                (webhook.Secret, during), (newest, during), (other, during),
                (webhook.Secret, test), (newest, test),
                (newest, after),
                (newest, during with { Body = during.Body.Replace("suspended", "active", StringComparison.Ordinal) }),
                (newest, during with { Id = test.Id })));
        Assert.Equal((1, 2, 1), (Signatures(before), Signatures(during), Signatures(after)));

        async Task<Received> TestAsync()
        {
            Assert.True((await scene.Desk(transport).TestAsync(webhook.Id, scene.Administrator)).Value.Result.IsTold);
            return till.Messages[^1];
        }
    }

    [Fact]
    public void A_signature_is_the_one_of_the_specifications_example()
    {
        // The worked example of the specification's own libraries.
        var signature = WebhookSignature.Sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330), """{"test": 2432232314}"""u8, ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]);

        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature);
    }

    private static int Signatures(Received message) => message.Signature.Split(' ').Length;

    private static async Task<string[]> VerifyAsync(params (string Secret, Received Message)[] messages)
    {
        Assert.True(Directory.Exists(Path.Combine(Folder, "node_modules", "standardwebhooks")), "The package to verify with is not installed: run ./test, or `npm ci` in MemberCare.Tests/Npm.");
        using var process = Process.Start(new ProcessStartInfo("node", ["verify-webhooks.mjs"]) { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        foreach (var (secret, message) in messages)
        {
            var headers = new Dictionary<string, string> { ["webhook-id"] = message.Id, ["webhook-timestamp"] = message.Timestamp, ["webhook-signature"] = message.Signature };
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { secret, headers, body = message.Body }));
        }

        process.StandardInput.Close();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
