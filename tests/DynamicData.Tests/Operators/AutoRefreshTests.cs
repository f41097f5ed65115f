using System.ComponentModel;
using Microsoft.Reactive.Testing;

namespace DynamicData.Tests.Operators;

public sealed class AutoRefreshTests
{
    private readonly SourceCache<Person, int> _cache = new(person => person.Key);
    private readonly TestScheduler _scheduler = new();
    private readonly Person[] _people = [new(1), new(2)];

    public AutoRefreshTests() => _cache.AddOrUpdate(_people);

    [Fact]
    public void An_item_that_changes_is_refreshed_while_it_is_there()
    {
        using var seen = _cache.Connect().AutoRefresh().Record();
        _people[0].Name = "a";
        _people[0].Age = 1;
        _cache.Remove(1);
        _people[0].Name = "b";
        Assert.Equal([2, 1, 1, 1], seen.Values.Select(changes => changes.Count));
        Assert.Equal([0, 1, 1, 0], seen.Values.Select(changes => changes.Refreshes));
        Assert.False(_people[0].HasListeners);
        seen.Dispose();
        Assert.False(_people[1].HasListeners);
    }

    [Fact]
    public void One_property_can_be_meant()
    {
        using var seen = _cache.Connect().AutoRefresh(person => person.Age).Record();
        _people[0].Name = "a";
        Assert.Single(seen.Values);
        _people[1].Age = 3;
        Assert.Equal(2, Assert.Single(seen.Last).Key);
        Assert.Throws<ArgumentException>(() => _cache.Connect().AutoRefresh(person => person.Name.Length));
    }

    [Fact]
    public void Refreshes_are_gathered_or_wait_for_rest()
    {
        using var gathered = _cache.Connect().AutoRefresh(TimeSpan.FromTicks(10), scheduler: _scheduler).Record();
        using var rested = _cache.Connect().AutoRefresh(null, TimeSpan.FromTicks(5), _scheduler).Record();
        _people[0].Age = 1;
        _people[0].Age = 2;
        _people[1].Age = 1;
        Assert.Single(gathered.Values);
        _scheduler.AdvanceBy(10);
        Assert.Equal(2, gathered.Last.Refreshes);
        Assert.Equal(2, gathered.Values.Count);
        Assert.Equal([2, 1, 1], rested.Values.Select(changes => changes.Count));
    }

    private sealed class Person(int key) : INotifyPropertyChanged
    {
        private string _name = "";
        private int _age;

        public event PropertyChangedEventHandler? PropertyChanged;

        public int Key => key;

        public bool HasListeners => PropertyChanged is not null;

        public string Name
        {
            get => _name;
            set
            {
                _name = value;
                PropertyChanged?.Invoke(this, new(nameof(Name)));
            }
        }

        public int Age
        {
            get => _age;
            set
            {
                _age = value;
                PropertyChanged?.Invoke(this, new(nameof(Age)));
            }
        }
    }
}
