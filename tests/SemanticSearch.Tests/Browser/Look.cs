using Microsoft.Playwright;

namespace SemanticSearch.Tests.Browser;

/// <summary>How a reader looks at a page.</summary>
/// <param name="Width">Of the window, in px.</param>
/// <param name="Dark">Whether dark colours are preferred.</param>
/// <param name="Scripts">Whether scripts run.</param>
internal sealed record Look(int Width = Look.Desk, bool Dark = false, bool Scripts = true)
{
    public const int Phone = 360;
    public const int Tablet = 768;
    public const int Desk = 1440;

    private const int Height = 900;

    public static IReadOnlyList<int> Widths { get; } = [Phone, Tablet, Desk];

    public ViewportSize Size => new() { Width = Width, Height = Height };

    public ColorScheme Scheme => Dark ? ColorScheme.Dark : ColorScheme.Light;

    public override string ToString() => $"{Width}-{(Dark ? "dark" : "light")}-{(Scripts ? "scripts" : "plain")}";
}
