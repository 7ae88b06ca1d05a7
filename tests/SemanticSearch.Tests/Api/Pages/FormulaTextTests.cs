using System.Net;
using System.Text.RegularExpressions;
using SemanticSearch.Api.Pages;
using SemanticSearch.Api.Pages.Formulas;
using SemanticSearch.Search;

namespace SemanticSearch.Tests.Api.Pages;

/// <summary>TeX in titles and abstracts.</summary>
public partial class FormulaTextTests
{
    [Theory]
    [InlineData(@"$\alpha$", "α")]
    [InlineData(@"an $n$-body system", "an <i>n</i>-body system")]
    [InlineData("$x^2$", "<i>x</i><sup>2</sup>")]
    [InlineData("$x_{i,j}^{-1}$", "<i>x</i><sub><i>i</i>,<i>j</i></sub><sup>−1</sup>")]
    [InlineData(@"$\mathbb{R}^n$", "ℝ<sup><i>n</i></sup>")]
    [InlineData(@"$\mathcal{O}(n\log n)$", "𝒪(<i>n</i>log\u2009<i>n</i>)")]
    [InlineData(@"$10 \times 10$", "10\u2009×\u200910")]
    [InlineData(@"$a \leq b$", "<i>a</i>\u2009≤\u2009<i>b</i>")]
    [InlineData(@"$p<0.05$", "<i>p</i>\u2009&lt;\u20090.05")]
    [InlineData(@"$\frac{1}{2}$", "1/2")]
    [InlineData(@"$\frac{a+b}{2}$", "(<i>a</i>&#x2B;<i>b</i>)/2")]
    [InlineData(@"$\sqrt{s}$", "√<i>s</i>")]
    [InlineData(@"$\hat{x}$", "<i>x̂</i>")]
    [InlineData(@"$\hat{i}$", "<i>î</i>")]
    [InlineData(@"$\bar{p}p$", "<i>p̄p</i>")]
    [InlineData(@"$\not\in$", "\u2009∉\u2009")]
    [InlineData(@"$T_{\mathrm{eff}}$", "<i>T</i><sub>eff</sub>")]
    [InlineData(@"$M_{\rm vir}$", "<i>M</i><sub>vir</sub>")]
    [InlineData(@"${\cal N}=4$", "𝒩\u2009=\u20094")]
    [InlineData(@"$\left( x \right)$", "(<i>x</i>)")]
    [InlineData(@"\(x\) and $$y$$", "<i>x</i> and <i>y</i>")]
    [InlineData("10^{-3} m", "10<sup>−3</sup> m")]
    [InlineData(@"\textit{in vivo} and {\it in vitro}", "<i>in vivo</i> and <i>in vitro</i>")]
    [InlineData(@"Erd\H{o}s, M{\""u}ller, Poincar\'e, Fr\'{e}chet, \v{C}ech, Stra{\ss}e", "Erdős, Müller, Poincaré, Fréchet, Čech, Straße")]
    [InlineData(@"5\% of \$3", "5% of $3")]
    public void What_is_understood_is_shown(string text, string html) => Assert.Equal(html.Trim('\u2009'), FormulaText.ToHtml(text));

    [Theory]
    [InlineData("from $5 to $10 a month")]
    [InlineData("US$ and A$ fell")]
    [InlineData(@"$\begin{pmatrix} a & b \end{pmatrix}$")]
    [InlineData(@"$\unknowncommand{x}$")]
    [InlineData(@"$\beta > \ownmacro_{t \in \R}$ after which \(\alpha\mystery\) comes")]
    [InlineData("$x^$")]
    [InlineData("$x^2")]
    [InlineData("$$")]
    [InlineData("{a} snake_case and caret^s")]
    [InlineData(@"C:\newfolder \""hello\"" \")]
    [InlineData("$}{$")]
    public void What_is_not_understood_stays_as_it_is_written(string text) => Assert.Equal(text, WebUtility.HtmlDecode(FormulaText.ToHtml(text)));

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("$<img src=x onerror=alert(1)>$")]
    [InlineData(@"$\text{<script>alert(1)</script>}$")]
    [InlineData(@"\textit{<b onclick=x>} {\it <u>} $x_{<i>}$")]
    [InlineData(@"$\mathrm{</i><svg onload=alert(1)>}$")]
    public void Everything_but_six_bare_tags_is_encoded(string text) =>
        Assert.DoesNotContain("<", TagPattern().Replace(FormulaText.ToHtml(text), ""), StringComparison.Ordinal);

    [Fact]
    public void Depth_and_length_do_no_harm()
    {
        foreach (var text in new[] { "$" + new string('{', 100_000), string.Concat(Enumerable.Repeat("$x", 50_000)), string.Concat(Enumerable.Repeat(@"\textit{", 20_000)), $"${new string('{', 500)}x{new string('}', 500)}$", string.Concat(Enumerable.Repeat("^{", 20_000)) })
            Assert.InRange(FormulaText.ToHtml(text).Length, text.Length / 4, text.Length * 8);
    }

    [Fact]
    public void A_mark_takes_in_the_formula_that_it_begins_in()
    {
        const string Text = @"The rate $\alpha \leq 2$ holds. It is small.";
        var pieces = MarkedPieces.Of(Text, [new TextRange(11, 16)], new TextRange(0, 31), FormulaText.Places(Text)).ToList();
        Assert.Equal(Text, string.Concat(pieces.Select(piece => piece.Text)));
        Assert.Equal(@"$\alpha \leq 2$", pieces.Single(piece => piece.IsMatch).Text);
        Assert.Equal(@"The rate $\alpha \leq 2$ holds.", string.Concat(pieces.Where(piece => piece.IsSentence).Select(piece => piece.Text)));
    }

    [GeneratedRegex("</?(?:i|b|sup|sub|code)>")]
    private static partial Regex TagPattern();
}
