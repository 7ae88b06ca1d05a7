using System.Collections.Frozen;

namespace SemanticSearch.Api.Pages.Formulas;

/// <summary>The signs that TeX has names for.</summary>
internal static class FormulaSymbols
{
    /// <summary>Signs that stand between two things and get a little space from both.</summary>
    private const string Relations =
        "leq ≤ le ≤ leqslant ≤ geq ≥ ge ≥ geqslant ≥ neq ≠ ne ≠ approx ≈ sim ∼ simeq ≃ cong ≅ equiv ≡ propto ∝ ll ≪ gg ≫ lesssim ≲ gtrsim ≳ " +
        "to → rightarrow → leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ iff ⇔ implies ⇒ mapsto ↦ longrightarrow ⟶ hookrightarrow ↪ " +
        "subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ in ∈ notin ∉ ni ∋ perp ⊥ parallel ∥ mid ∣ models ⊨ vdash ⊢ prec ≺ succ ≻ preceq ⪯ succeq ⪰ asymp ≍ " +
        "times × pm ± mp ∓ cup ∪ cap ∩ wedge ∧ vee ∨ land ∧ lor ∨ oplus ⊕ otimes ⊗ setminus ∖ rtimes ⋊ ltimes ⋉ div ÷";

    private const string Others =
        "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ " +
        "sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω " +
        "R ℝ RR ℝ C ℂ CC ℂ N ℕ NN ℕ Q ℚ QQ ℚ Z ℤ ZZ ℤ cdot · infty ∞ partial ∂ nabla ∇ sum ∑ prod ∏ int ∫ iint ∬ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ emptyset ∅ varnothing ∅ forall ∀ exists ∃ neg ¬ lnot ¬ " +
        "ominus ⊖ odot ⊙ circ ∘ bullet • star ⋆ ast ∗ dagger † dag † ddagger ‡ ell ℓ hbar ℏ Re ℜ Im ℑ aleph ℵ wp ℘ prime ′ angle ∠ langle ⟨ rangle ⟩ " +
        "lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ lbrace { rbrace } lvert | rvert | lVert ‖ rVert ‖ vert | Vert ‖ ldots … dots … dotsc … cdots ⋯ vdots ⋮ degree ° triangle △ square □ Box □ Diamond ◇ " +
        "uparrow ↑ downarrow ↓ updownarrow ↕ sqcup ⊔ sqcap ⊓ top ⊤ bot ⊥ colon : lt < gt > surd √ checkmark ✓ sharp ♯ flat ♭ natural ♮ backslash \\ " +
        "S § P ¶ AA Å aa å ss ß o ø O Ø l ł L Ł ae æ AE Æ oe œ OE Œ i ı j ȷ copyright © pounds £ textregistered ® texttrademark ™ textdegree ° textmu µ textendash – textemdash —";

    private static readonly FrozenDictionary<string, FormulaSymbol> ByName = Read(Relations, true).Concat(Read(Others, false))
        .Append(new("quad", new(" ", false))).Append(new("qquad", new(" ", false))).ToFrozenDictionary();

    private static readonly FrozenSet<string> Functions =
        "log ln lg exp sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh min max inf sup lim limsup liminf arg deg det dim gcd hom ker Pr mod bmod".Split(' ').ToFrozenSet();

    /// <summary>The sign of a command; null where it has none.</summary>
    public static FormulaSymbol? Find(string name) => ByName.TryGetValue(name, out var symbol) ? symbol : null;

    /// <summary>Whether a command is the name of a function, which is written as it is.</summary>
    public static bool IsFunction(string name) => Functions.Contains(name);

    private static IEnumerable<KeyValuePair<string, FormulaSymbol>> Read(string pairs, bool areRelations) =>
        pairs.Split(' ').Chunk(2).Select(pair => KeyValuePair.Create(pair[0], new FormulaSymbol(pair[1], areRelations)));
}

/// <summary>A sign that TeX has a name for.</summary>
/// <param name="Text">The sign.</param>
/// <param name="IsRelation">Whether it stands between two things.</param>
internal readonly record struct FormulaSymbol(string Text, bool IsRelation);
