namespace MemberCare.Tests.Architecture;

/// <summary>The source of the solution, for tests that read it.</summary>
internal static class SourceFiles
{
    /// <summary>The C# and Razor files of some projects: path from the root, with slashes, and text.</summary>
    public static IEnumerable<(string Path, string Text)> Of(params string[] projects) =>
        projects.SelectMany(project => Of(project, "*.cs").Concat(Of(project, "*.razor")));

    /// <summary>The files of a project that fit a pattern, generated ones left out.</summary>
    public static IEnumerable<(string Path, string Text)> Of(string project, string pattern)
    {
        var root = Root();
        return from file in Directory.EnumerateFiles(Path.Combine(root, project), pattern, SearchOption.AllDirectories)
               let path = Path.GetRelativePath(root, file).Replace('\\', '/')
               where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
               select (path, File.ReadAllText(file));
    }

    /// <summary>The folder of the solution.</summary>
    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MemberCare.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the solution's folder.");
        }

        return folder.FullName;
    }
}
