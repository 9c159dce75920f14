using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.FileProviders;

namespace MemberCare.Web.Shell;

/// <summary>
/// The settings file at the repository's root, which the build copies beside the program. The content root of
/// <c>dotnet run</c> is the project's folder, where there is none, so it is read from beside the program.
/// </summary>
public static class RootSettings
{
    /// <summary>Puts the file first in the list, so that every other source (environment, command line) may override it.</summary>
    /// <exception cref="FileNotFoundException">The file is missing beside the program.</exception>
    public static void InsertRootSettings(this IConfigurationManager configuration) =>
        configuration.Sources.Insert(0, new JsonConfigurationSource
        {
            FileProvider = new PhysicalFileProvider(AppContext.BaseDirectory),
            Path = "appsettings.json",
            Optional = false,
        });
}
