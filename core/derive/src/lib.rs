//! `#[derive(Record)]` and `#[derive(Item)]`: field attributes and `///` docs in, a constant table out.
//! Absent by design: SQL, policy, and anything that is not a plain walk over a struct's fields.
//!
//! A field is `Option<T>` with `#[field(zh = "…", en = "…", …)]`; further attributes are `min`, `max`
//! (characters of a text, bounds of an integer; text and bytes must say `max`), `to = "kind"` for a
//! reference, and the words `index`, `search`, `personal`, `seal`. A table of rows is `Vec<T>` with
//! `#[items(zh = "…", en = "…")]`; a row's struct has a field `id: ItemId` without attribute.

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{
    Attribute, Data, DeriveInput, Error, Expr, ExprLit, Field, Fields, GenericArgument, Lit, PathArguments, Result,
    Type, parse_macro_input, spanned::Spanned,
};

/// Derives `fieldseal_core::schema::Record`.
#[proc_macro_derive(Record, attributes(record, field, items))]
pub fn derive_record(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    record(&input).unwrap_or_else(Error::into_compile_error).into()
}

/// Derives `fieldseal_core::schema::ItemSpec`.
#[proc_macro_derive(Item, attributes(field))]
pub fn derive_item(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    item(&input).unwrap_or_else(Error::into_compile_error).into()
}

fn record(input: &DeriveInput) -> Result<Tokens> {
    let name = &input.ident;
    let doc = doc_of(&input.attrs);
    let attribute = attribute_of(&input.attrs, "record")
        .ok_or_else(|| Error::new(input.span(), "a record needs #[record(kind, prefix, zh, en, version)]"))?;
    let Attributes { kind, prefix, zh, en, version, .. } = Attributes::parse(attribute)?;
    let (mut specs, mut tables, mut reads) = (Vec::new(), Vec::new(), Vec::new());
    for field in named_fields(input)? {
        let ident = &field.ident;
        let key = ident.as_ref().map(ToString::to_string).unwrap_or_default();
        if let Some(attribute) = attribute_of(&field.attrs, "items") {
            let Attributes { zh, en, .. } = Attributes::parse(attribute)?;
            let (row, doc) = (argument_of(&field.ty, "Vec")?, doc_of(&field.attrs));
            tables.push(quote! {
                ::fieldseal_core::schema::ItemTable {
                    name: #key,
                    label: ::fieldseal_core::schema::Label::new(#zh, #en),
                    doc: #doc,
                    fields: <#row as ::fieldseal_core::schema::ItemSpec>::FIELDS,
                }
            });
            reads.push(quote! {
                #ident: facts.items(#key).into_iter()
                    .map(|item| <#row as ::fieldseal_core::schema::ItemSpec>::read(item, problems)).collect()
            });
        } else {
            specs.push(field_spec(field)?);
            let ty = argument_of(&field.ty, "Option")?;
            reads.push(quote! {
                #ident: ::fieldseal_core::schema::read_field::<#ty>(facts.get(#key), #key, problems)
            });
        }
    }
    Ok(quote! {
        impl ::fieldseal_core::schema::Record for #name {
            const TABLE: ::fieldseal_core::schema::RecordTable = ::fieldseal_core::schema::RecordTable {
                kind: #kind,
                prefix: #prefix,
                label: ::fieldseal_core::schema::Label::new(#zh, #en),
                doc: #doc,
                version: #version,
                fields: &[#(#specs),*],
                items: &[#(#tables),*],
            };

            fn read(
                facts: &::fieldseal_core::schema::Facts,
                problems: &mut Vec<::fieldseal_core::schema::Problem>,
            ) -> Self {
                Self { #(#reads),* }
            }
        }
    })
}

fn item(input: &DeriveInput) -> Result<Tokens> {
    let name = &input.ident;
    let (mut specs, mut reads) = (Vec::new(), Vec::new());
    for field in named_fields(input)? {
        let ident = &field.ident;
        let key = ident.as_ref().map(ToString::to_string).unwrap_or_default();
        if key == "id" {
            reads.push(quote!(id: item.id.to_owned()));
            continue;
        }
        specs.push(field_spec(field)?);
        let ty = argument_of(&field.ty, "Option")?;
        reads.push(quote! {
            #ident: ::fieldseal_core::schema::read_field::<#ty>(item.get(#key), &item.key(#key), problems)
        });
    }
    Ok(quote! {
        impl ::fieldseal_core::schema::ItemSpec for #name {
            const FIELDS: &'static [::fieldseal_core::schema::FieldSpec] = &[
                ::fieldseal_core::schema::ITEM_POSITION,
                ::fieldseal_core::schema::ITEM_REMOVED,
                #(#specs),*
            ];

            fn read(
                item: ::fieldseal_core::schema::ItemFacts<'_>,
                problems: &mut Vec<::fieldseal_core::schema::Problem>,
            ) -> Self {
                Self { #(#reads),* }
            }
        }
    })
}

/// One entry of a table.
fn field_spec(field: &Field) -> Result<Tokens> {
    let attribute = attribute_of(&field.attrs, "field")
        .ok_or_else(|| Error::new(field.span(), "a field needs #[field(zh, en, …)]"))?;
    let Attributes { zh, en, min, max, to, index, search, personal, seal, .. } = Attributes::parse(attribute)?;
    let ty = argument_of(&field.ty, "Option")?;
    let doc = doc_of(&field.attrs);
    if doc.is_empty() {
        return Err(Error::new(field.span(), "a field needs a /// text"));
    }
    let type_name = quote!(#ty).to_string();
    let is_long = type_name.ends_with("String") || type_name.starts_with("Vec");
    let max = match (max, is_long) {
        (Some(max), _) => max,
        (None, true) => return Err(Error::new(field.span(), "text and bytes need max = …")),
        (None, false) => 10_000_000_000_000,
    };
    let min = min.unwrap_or(0);
    let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    Ok(quote! {
        ::fieldseal_core::schema::FieldSpec {
            name: #name,
            label: ::fieldseal_core::schema::Label::new(#zh, #en),
            doc: #doc,
            kind: <#ty as ::fieldseal_core::schema::FieldType>::KIND,
            choices: <#ty as ::fieldseal_core::schema::FieldType>::CHOICES,
            to: #to,
            limits: ::fieldseal_core::schema::Limits { min: #min, max: #max },
            index: #index,
            search: #search,
            personal: #personal,
            seal: #seal,
        }
    })
}

/// Everything an attribute may say; which of it is needed is the caller's to check.
#[derive(Default)]
struct Attributes {
    kind: String,
    prefix: String,
    zh: String,
    en: String,
    to: String,
    version: u16,
    min: Option<i64>,
    max: Option<i64>,
    index: bool,
    search: bool,
    personal: bool,
    seal: bool,
}

impl Attributes {
    fn parse(attribute: &Attribute) -> Result<Self> {
        let mut out = Self::default();
        attribute.parse_nested_meta(|meta| {
            let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
            match name.as_str() {
                "index" => out.index = true,
                "search" => out.search = true,
                "personal" => out.personal = true,
                "seal" => out.seal = true,
                "kind" | "prefix" | "zh" | "en" | "to" => {
                    let text = meta.value()?.parse::<syn::LitStr>()?.value();
                    match name.as_str() {
                        "kind" => out.kind = text,
                        "prefix" => out.prefix = text,
                        "zh" => out.zh = text,
                        "en" => out.en = text,
                        _ => out.to = text,
                    }
                }
                "version" => out.version = meta.value()?.parse::<syn::LitInt>()?.base10_parse()?,
                "min" => out.min = Some(integer(&meta.value()?.parse()?)?),
                "max" => out.max = Some(integer(&meta.value()?.parse()?)?),
                _ => return Err(meta.error("unknown attribute")),
            }
            Ok(())
        })?;
        if out.zh.is_empty() || out.en.is_empty() {
            return Err(Error::new(attribute.span(), "labels zh and en are needed"));
        }
        Ok(out)
    }
}

/// An integer literal, possibly negative.
fn integer(expr: &Expr) -> Result<i64> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Int(value), .. }) => value.base10_parse(),
        Expr::Unary(unary) => integer(&unary.expr).map(|value| -value),
        other => Err(Error::new(other.span(), "expected an integer")),
    }
}

fn attribute_of<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a Attribute> {
    attributes.iter().find(|attribute| attribute.path().is_ident(name))
}

/// The `///` lines, joined.
fn doc_of(attributes: &[Attribute]) -> String {
    let lines =
        attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).filter_map(|attribute| match &attribute
            .meta
            .require_name_value()
            .ok()?
            .value
        {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value().trim().to_owned()),
            _ => None,
        });
    lines.collect::<Vec<_>>().join(" ").trim().to_owned()
}

fn named_fields(input: &DeriveInput) -> Result<impl Iterator<Item = &Field>> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Ok(fields.named.iter()),
            other => Err(Error::new(other.span(), "only structs with named fields")),
        },
        _ => Err(Error::new(input.span(), "only structs")),
    }
}

/// `T` of `Option<T>` or `Vec<T>`.
fn argument_of<'a>(ty: &'a Type, outer: &str) -> Result<&'a Type> {
    if let Type::Path(path) = ty
        && let Some(segment) = path.path.segments.last()
        && segment.ident == outer
        && let PathArguments::AngleBracketed(arguments) = &segment.arguments
        && let Some(GenericArgument::Type(argument)) = arguments.args.first()
    {
        return Ok(argument);
    }
    Err(Error::new(ty.span(), format!("expected {outer}<…>")))
}
